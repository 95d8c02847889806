/** The triggers that were found in one network, the smallest first: pictures, sizes and indices, with a line where an index is no chance any more. */
import { Flag } from 'lucide-react';
import { useState } from 'react';
import type { FigureTable } from '../../charts/csv';
import { FigureFrame } from '../../charts/FigureFrame';
import { Picture } from '../../charts/Picture';
import { useDetection } from '../../state/detectStore';
import { DETECT_ENDED, QUESTIONED_NAMES, TRIGGERS_TEXT } from '../../text/detect';
import { formatPercent } from '../run/format';
import { className } from '../start/verdict';
import { hasEndedEarly } from './emptyWords';
import { LARGEST_INDEX, type SearchView, type TriggerRow } from './evidence';
import styles from './TriggerTable.module.css';

/** Rows that are shown before more are asked for. */
const FIRST_ROWS = 10;

interface BarProps {
  /** 0..1. */
  readonly share: number;
  /** Where a line stands, 0..1. */
  readonly line?: number;
  readonly isStrong: boolean;
}

function Bar({ share, line, isStrong }: BarProps) {
  return (
    <svg className={styles.bar} width="100%" height="14" aria-hidden="true">
      <rect
        className={isStrong ? styles.strong : styles.plain}
        x="0"
        y="3"
        width={`${(100 * Math.min(1, share)).toFixed(1)}%`}
        height="8"
      />
      {line !== undefined && (
        <line className={styles.limit} x1={`${100 * line}%`} x2={`${100 * line}%`} y1="0" y2="14" />
      )}
    </svg>
  );
}

interface RowProps extends Pick<SearchView, 'rows' | 'columns'> {
  readonly trigger: TriggerRow;
  readonly name: string;
  readonly largestSize: number;
  readonly largestIndex: number;
}

function Row({ trigger, name, rows, columns, largestSize, largestIndex }: RowProps) {
  const { hasSucceeded, index, isFlagged, isSmall, mask, picture, size, success } = trigger;
  return (
    <tr data-flagged={isFlagged || undefined}>
      <td>
        <div className={styles.pictures}>
          <span className={styles.picture}>
            <Picture pixels={picture} width={columns} height={rows} alt={TRIGGERS_TEXT.pictureAlt(name)} />
          </span>
          <span className={styles.picture}>
            <Picture pixels={mask} width={columns} height={rows} alt={TRIGGERS_TEXT.maskAlt(name)} />
          </span>
        </div>
      </td>
      <th scope="row">
        {name}
        {isFlagged && (
          <span className={styles.flag}>
            <Flag size={14} aria-hidden="true" /> {TRIGGERS_TEXT.flagged}
          </span>
        )}
      </th>
      <td className={styles.number}>
        {size.toFixed(1)}
        <Bar share={size / largestSize} isStrong={isFlagged} />
      </td>
      <td className={styles.number}>
        {index === null ? '–' : <span className={isSmall ? undefined : styles.soft}>{index.toFixed(2)}</span>}
        {index !== null && (
          <Bar
            share={isSmall ? index / largestIndex : 0}
            line={LARGEST_INDEX / largestIndex}
            isStrong={isFlagged}
          />
        )}
      </td>
      <td className={styles.turns}>
        {formatPercent(success)}
        {!hasSucceeded && <span className={styles.soft}> {TRIGGERS_TEXT.failed}</span>}
      </td>
    </tr>
  );
}

function csvOf(triggers: readonly TriggerRow[], classes: readonly string[]): FigureTable {
  const { flagged, index, label, size, turns } = TRIGGERS_TEXT.columns;
  return {
    columns: [label, size, index, turns, flagged],
    rows: triggers.map((each) => [
      className(classes, each.label),
      each.size,
      each.index ?? Number.NaN,
      each.success,
      each.isFlagged ? 1 : 0,
    ]),
  };
}

export interface TriggerTableProps {
  readonly search: SearchView;
  readonly classes: readonly string[];
}

function Rows({ search, classes }: TriggerTableProps) {
  const { columns, rows, triggers } = search;
  const [showsAll, setShowsAll] = useState(false);
  const [largestSize, largestIndex] = [
    Math.max(...triggers.map(({ size }) => size), 1e-9),
    Math.max(...triggers.map(({ index, isSmall }) => (isSmall ? (index ?? 0) : 0)), 1.5 * LARGEST_INDEX),
  ];
  const more = triggers.length - FIRST_ROWS;
  const names = TRIGGERS_TEXT.columns;
  return (
    <>
      <table className={styles.table}>
        <caption className="visually-hidden">{TRIGGERS_TEXT.title(QUESTIONED_NAMES[search.network])}</caption>
        <thead>
          <tr>
            <th scope="col">
              {names.picture}, {names.mask.toLowerCase()}
            </th>
            <th scope="col">{names.label}</th>
            <th scope="col">{names.size}</th>
            <th scope="col">{names.index}</th>
            <th scope="col" className={styles.turns}>
              {names.turns}
            </th>
          </tr>
        </thead>
        <tbody>
          {triggers.slice(0, showsAll ? triggers.length : FIRST_ROWS).map((trigger) => (
            <Row
              key={trigger.label}
              trigger={trigger}
              name={className(classes, trigger.label)}
              {...{ rows, columns, largestSize, largestIndex }}
            />
          ))}
        </tbody>
      </table>
      {more > 0 && (
        <button type="button" data-quiet data-no-export="" onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? TRIGGERS_TEXT.fewer : TRIGGERS_TEXT.more(more)}
        </button>
      )}
    </>
  );
}

/** Nothing of a search that was brought to its end. */
function readingOf(step: SearchView['step'], isUnfinished: boolean): string {
  if (step === null) return '';
  return isUnfinished ? DETECT_ENDED.unfinished : TRIGGERS_TEXT.searching(step);
}

export function TriggerTable({ search, classes }: TriggerTableProps) {
  const { network, step, triggers } = search;
  const isUnfinished = useDetection(({ status }) => hasEndedEarly(status));
  return (
    <FigureFrame
      title={TRIGGERS_TEXT.title(QUESTIONED_NAMES[network])}
      summary={TRIGGERS_TEXT.summary(String(LARGEST_INDEX))}
      csvName={`rnp-detect-triggers-${network}`}
      csv={() => csvOf(triggers, classes)}
      reading={readingOf(step, isUnfinished)}
    >
      <Rows search={search} classes={classes} />
    </FigureFrame>
  );
}
