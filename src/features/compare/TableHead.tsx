/** The head of a table of runs: a press on a column sorts by it, another one turns the order round. */
import { ArrowDown, ArrowUp, Eye } from 'lucide-react';
import { type Column, type ColumnId, isNumber } from '../../compare/columns';
import { setCompare, useCompare } from '../../state/compareStore';
import { COLUMN_NAMES, RUNS_TEXT } from '../../text/compareTable';
import styles from './RunsTable.module.css';

export type ShownColumn = Column & { readonly id: ColumnId };

/** Text begins with A, numbers and dates with the largest. */
function sortBy(column: ShownColumn, order: { readonly by: string; readonly isDescending: boolean }): void {
  const isDescending = order.by === column.id ? !order.isDescending : column.kind !== 'text';
  setCompare({ order: { by: column.id, isDescending } });
}

function HeadCell({ column }: { readonly column: ShownColumn }) {
  const order = useCompare((compare) => compare.order);
  const isBy = order.by === column.id;
  const sort = order.isDescending ? 'descending' : 'ascending';
  const Arrow = order.isDescending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={isBy ? sort : 'none'}
      className={column.id === 'network' ? styles.name : isNumber(column) ? styles.number : undefined}
    >
      <button type="button" className={styles.sort} onClick={() => sortBy(column, order)}>
        {column.isOracle && <Eye size={14} role="img" aria-label={RUNS_TEXT.oracle} />}
        {COLUMN_NAMES[column.id]}
        {isBy && <Arrow size={14} aria-hidden="true" />}
      </button>
    </th>
  );
}

export function TableHead({ columns }: { readonly columns: readonly ShownColumn[] }) {
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <HeadCell key={column.id} column={column} />
        ))}
      </tr>
    </thead>
  );
}
