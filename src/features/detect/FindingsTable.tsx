/** Each finding in a row: what was measured, its value and limit, what honest networks had, and whether it speaks. */
import { Flag, Minus } from 'lucide-react';
import type { Finding } from '../../../workers/protocol';
import { FINDING_TEXT, VERDICT_TEXT } from '../../text/detectCard';
import { className } from '../start/verdict';
import styles from './Detect.module.css';
import { honestWords } from './verdictWords';

interface FindingsTableProps {
  readonly findings: readonly Finding[];
  readonly classes: readonly string[];
}

function Row({ finding, classes }: { readonly finding: Finding; readonly classes: readonly string[] }) {
  const { id, label, limit, speaks, value } = finding;
  const { name, source, value: written } = FINDING_TEXT[id];
  const { columns } = VERDICT_TEXT;
  const Icon = speaks ? Flag : Minus;
  return (
    <tr>
      <th scope="row">
        {name} <span className={styles.soft}>({source})</span>
      </th>
      <td data-label={columns.label}>{className(classes, label)}</td>
      <td data-label={columns.value}>
        <strong>{written(value)}</strong>
      </td>
      <td data-label={columns.limit}>{written(limit)}</td>
      <td data-label={columns.honest}>{honestWords(finding)}</td>
      <td data-label={columns.speaks} className={speaks ? styles.speaks : styles.soft}>
        <span>
          <Icon size={14} aria-hidden="true" /> {speaks ? VERDICT_TEXT.speaks : VERDICT_TEXT.silent}
        </span>
      </td>
    </tr>
  );
}

export function FindingsTable({ findings, classes }: FindingsTableProps) {
  const { columns } = VERDICT_TEXT;
  return (
    <table className={styles.rows}>
      <caption>{VERDICT_TEXT.evidence}</caption>
      <thead>
        <tr>
          <th scope="col">{columns.measured}</th>
          <th scope="col">{columns.label}</th>
          <th scope="col">{columns.value}</th>
          <th scope="col">{columns.limit}</th>
          <th scope="col">{columns.honest}</th>
          <th scope="col">{columns.speaks}</th>
        </tr>
      </thead>
      <tbody>
        {findings.map((finding) => (
          <Row key={finding.id} finding={finding} classes={classes} />
        ))}
      </tbody>
    </table>
  );
}
