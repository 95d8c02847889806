/** The numbers of a run before and after the cut. */
import { Eye } from 'lucide-react';
import type { EvalRow, Report } from '../../../workers/protocol';
import { cutOf, oracleMark, RESULT_ROWS, START_TEXT } from '../../text/start';
import { formatCount, formatDuration, formatPercent, formatPoints } from '../run/format';
import { resultRows } from './resultRows';
import styles from './ResultTable.module.css';

export interface ResultTableProps {
  readonly report: Report;
  readonly cut: EvalRow;
  readonly oracle: boolean;
}

/** Fractions as percentages, their change in points; then how much was cut and how long it took. */
export function ResultTable({ report, cut, oracle }: ResultTableProps) {
  return (
    <table className={styles.table}>
      <caption className="visually-hidden">{START_TEXT.result}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">{START_TEXT.before}</th>
          <th scope="col">{START_TEXT.after}</th>
          <th scope="col">{START_TEXT.change}</th>
        </tr>
      </thead>
      <tbody>
        {resultRows(report, cut, oracle).map(({ label, pen, before, after }) => (
          <tr key={label} data-pen={pen}>
            <th scope="row">
              {label}
              {pen === 'oracle' && <Eye size={14} aria-label={oracleMark} className={styles.eye} />}
            </th>
            <td>{formatPercent(before)}</td>
            <td className={styles.after}>{formatPercent(after)}</td>
            <td className={styles.soft}>{formatPoints(after - before)}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">{RESULT_ROWS.cut}</th>
          <td />
          <td className={styles.after}>
            {cutOf(formatCount(cut.pruned), formatCount(report.model.channels))}
          </td>
          <td />
        </tr>
        <tr>
          <th scope="row">{RESULT_ROWS.seconds}</th>
          <td />
          <td className={styles.after}>{formatDuration(report.elapsedMs.total)}</td>
          <td />
        </tr>
      </tbody>
    </table>
  );
}
