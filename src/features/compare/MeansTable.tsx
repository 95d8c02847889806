/** The runs with their seeds taken together: a row for runs that differ in nothing else, with mean and band of every number. */
import { ScrollRegion } from '../../charts/ScrollRegion';
import { isNumber } from '../../compare/columns';
import { methodName } from '../../compare/methodName';
import { meanColumns, meanOf, meanRows, seedsOf } from '../../compare/means';
import type { RunRecord } from '../../compare/runRecord';
import type { SeedGroup } from '../../compare/seedBands';
import { setCompare, useCompare } from '../../state/compareStore';
import { useView } from '../../state/viewStore';
import { FIGURES_TEXT, RUNS_TEXT } from '../../text/compareTable';
import { valueText } from './cellText';
import { MethodMark } from './MethodMark';
import styles from './RunsTable.module.css';
import { type ShownColumn, TableHead } from './TableHead';

function Cell({ column, runs }: { readonly column: ShownColumn; readonly runs: readonly RunRecord[] }) {
  const [first] = runs;
  const value = meanOf(column, runs);
  const className = isNumber(column) ? styles.number : undefined;
  if (value === null || typeof value === 'string')
    return (
      <td className={className}>
        {column.id === 'method' && first !== undefined && <MethodMark id={first.method} />}{' '}
        {valueText(column, value)}
      </td>
    );
  const [low, high] = [valueText(column, value.low), valueText(column, value.high)];
  return (
    <td className={className}>
      {valueText(column, value.mean)}
      {low !== high && <span className={styles.band}>{RUNS_TEXT.band(low, high)}</span>}
    </td>
  );
}

/** Of the runs of a group all, some or none are selected; a press selects all, or none of them where all were. */
function ChooseGroup({ runs, network }: { readonly runs: readonly RunRecord[]; readonly network: string }) {
  const chosen = useCompare((compare) => compare.chosen);
  const ids = runs.map(({ id }) => id);
  const count = ids.filter((id) => chosen.includes(id)).length;
  const rest = chosen.filter((id) => !ids.includes(id));
  const [first] = runs;
  const name = first === undefined ? network : `${methodName(first.method)}, ${network}`;
  return (
    <input
      type="checkbox"
      checked={count === ids.length}
      ref={(box) => {
        if (box !== null) box.indeterminate = count > 0 && count < ids.length;
      }}
      aria-label={RUNS_TEXT.choose(FIGURES_TEXT.seeds(name, seedsOf(runs).length))}
      onChange={(event) => setCompare({ chosen: event.target.checked ? [...rest, ...ids] : rest })}
    />
  );
}

function Row({ group, columns }: { readonly group: SeedGroup; readonly columns: readonly ShownColumn[] }) {
  const isChosen = useCompare(({ chosen }) => group.runs.every(({ id }) => chosen.includes(id)));
  const [, ...others] = columns;
  const network = group.runs[0]?.network.name ?? '';
  return (
    <tr data-chosen={isChosen}>
      <th scope="row" className={styles.name}>
        <span className={styles.row}>
          <ChooseGroup runs={group.runs} network={network} />
          {network}
        </span>
      </th>
      {others.map((column) => (
        <Cell key={column.id} column={column} runs={group.runs} />
      ))}
    </tr>
  );
}

export function MeansTable({ runs }: { readonly runs: readonly RunRecord[] }) {
  const columns = meanColumns(useView((view) => view.oracle));
  const order = useCompare((compare) => compare.order);
  return (
    <ScrollRegion className={styles.scroll} label={RUNS_TEXT.title}>
      <table className={styles.table}>
        <TableHead columns={columns} />
        <tbody>
          {meanRows(runs, order).map((group) => (
            <Row key={group.key} group={group} columns={columns} />
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
