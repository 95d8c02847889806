/** The cut filters in order, each with its place and mask, each to be restored or looked into; then the next ones. */
import { RotateCcw, Scissors } from 'lucide-react';
import { useState } from 'react';
import type { CutFilter } from '../../../workers/protocol';
import { CsvButton } from '../../charts/SaveButton';
import { ScrollRegion } from '../../charts/ScrollRegion';
import { setView } from '../../state/viewStore';
import { filterName, listNote, PRUNE_TEXT } from '../../text/run';
import { cutTable, type FilterName } from './cutOrder';
import styles from './CutList.module.css';
import { formatCount } from './format';

/** Rows drawn before the reader asks for all of them. */
const FIRST_ROWS = 60;

interface RowProps {
  readonly filter: CutFilter;
  readonly place: number | null;
  readonly isCut: boolean;
  readonly onToggle: ((filter: FilterName) => void) | null;
}

function openFilter({ site, channel }: FilterName): void {
  setView({ place: 'inspect', selected: { site, channel } });
}

function FilterRow({ filter, place, isCut, onToggle }: RowProps) {
  const name = filterName(filter.site, filter.channel);
  const verb = isCut ? PRUNE_TEXT.restore : PRUNE_TEXT.cut;
  const Icon = isCut ? RotateCcw : Scissors;
  return (
    <tr>
      <td className={styles.place}>{place ?? ''}</td>
      <th scope="row">
        <button
          type="button"
          data-quiet
          className={styles.name}
          title={PRUNE_TEXT.open}
          onClick={() => openFilter(filter)}
        >
          {filter.site}
          <span className={styles.channel}>{filter.channel}</span>
        </button>
      </th>
      <td className={styles.mask}>{filter.mask.toFixed(3)}</td>
      <td className={styles.act}>
        {onToggle !== null && (
          <button type="button" data-quiet aria-label={`${verb} ${name}`} onClick={() => onToggle(filter)}>
            <Icon size={16} aria-hidden /> {verb}
          </button>
        )}
      </td>
    </tr>
  );
}

interface RowsProps {
  readonly filters: readonly CutFilter[];
  readonly isCut: boolean;
  readonly onToggle: ((filter: FilterName) => void) | null;
}

function FilterRows({ filters, isCut, onToggle }: RowsProps) {
  return filters.map((filter, i) => (
    <FilterRow
      key={`${filter.site}/${filter.channel}`}
      filter={filter}
      place={isCut ? i + 1 : null}
      isCut={isCut}
      onToggle={onToggle}
    />
  ));
}

function ColumnNames() {
  return (
    <thead className="visually-hidden">
      <tr>
        <th scope="col">#</th>
        <th scope="col">{PRUNE_TEXT.site}</th>
        <th scope="col">{PRUNE_TEXT.mask}</th>
        <th scope="col">{PRUNE_TEXT.cut}</th>
      </tr>
    </thead>
  );
}

interface CutListProps {
  readonly filters: readonly CutFilter[];
  /** The next filters of the order that are still whole; shown below the cut. */
  readonly next: readonly CutFilter[];
  /** Null while nothing can be tried: the list is then for reading. */
  readonly onToggle: ((filter: FilterName) => void) | null;
}

export function CutList({ filters, next, onToggle }: CutListProps) {
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? filters : filters.slice(0, FIRST_ROWS);
  const isWhole = shown.length === filters.length;
  return (
    <div className={styles.list}>
      <div className={styles.head}>
        <h4>{PRUNE_TEXT.list}</h4>
        {filters.length > 0 && (
          <CsvButton title={PRUNE_TEXT.list} csvName="rnp-cut" table={() => cutTable(filters)} />
        )}
      </div>
      {filters.length === 0 && <p>{PRUNE_TEXT.listEmpty}</p>}
      <ScrollRegion className={styles.scroll} label={PRUNE_TEXT.list}>
        <table>
          <ColumnNames />
          <tbody>
            <FilterRows filters={shown} isCut onToggle={onToggle} />
          </tbody>
          {next.length > 0 && isWhole && (
            <tbody className={styles.next}>
              <tr>
                <th colSpan={4} scope="rowgroup">
                  {PRUNE_TEXT.next}
                </th>
              </tr>
              <FilterRows filters={next} isCut={false} onToggle={onToggle} />
            </tbody>
          )}
        </table>
      </ScrollRegion>
      {!isWhole && (
        <p className={styles.more}>
          {listNote(formatCount(shown.length), formatCount(filters.length))}{' '}
          <button type="button" data-quiet onClick={() => setShowsAll(true)}>
            {PRUNE_TEXT.showAll}
          </button>
        </p>
      )}
    </div>
  );
}
