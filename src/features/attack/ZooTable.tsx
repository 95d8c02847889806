/** The trained networks: how well each learned its secret, what RNP makes of it, and the paper's numbers for the same attack. */
import { Eye } from 'lucide-react';
import { createRecipe, type ZooEntry } from '../../../workers/protocol';
import { ScrollRegion } from '../../charts/ScrollRegion';
import { openPrepared } from '../../client/openPrepared';
import { SHAPES_SEED } from '../../link/preset';
import { useEngine } from '../../state/engineStore';
import { useIsBusy } from '../../state/steered';
import { setView } from '../../state/viewStore';
import { ZOO_TEXT } from '../../text/attack';
import { formatPercent } from '../run/format';
import { useAttackTables } from './useAttackTables';
import { type MeanRow, meanRow, type Outcome, zooRows, type ZooRow } from './zooRows';
import styles from './ZooTable.module.css';

async function open({ id, trigger }: ZooEntry): Promise<void> {
  const data = { kind: 'shapes', seed: SHAPES_SEED } as const;
  const opened = await openPrepared(createRecipe({ model: { kind: 'zoo', id }, data, trigger }), id);
  if (opened.ok) setView({ place: 'start' });
}

function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? ZOO_TEXT.none : formatPercent(value);
}

function count(value: number | null | undefined): string {
  return value === null || value === undefined ? ZOO_TEXT.none : String(Math.round(value));
}

/** Five cells: before, after, filters cut. */
function Cells({ outcome, label }: { readonly outcome: Outcome | null; readonly label: string }) {
  const { before, after } = outcome ?? { before: null, after: null };
  const cells = [
    [ZOO_TEXT.columns.before, percent(before?.cleanAccuracy)],
    [ZOO_TEXT.columns.beforeAttack, percent(before?.attackSuccessRate)],
    [ZOO_TEXT.columns.after, percent(after?.cleanAccuracy)],
    [ZOO_TEXT.columns.afterAttack, percent(after?.attackSuccessRate)],
    [ZOO_TEXT.columns.cut, count(after?.pruned)],
  ] as const;
  return cells.map(([name, text], at) => (
    <td key={`${label} ${name}`} className={at === 0 ? styles.first : undefined}>
      {text}
    </td>
  ));
}

function Row({ row, isBusy }: { readonly row: ZooRow; readonly isBusy: boolean }) {
  const { entry, failures, ours, paper, seeds } = row;
  const cross = entry.crossTriggerAccuracy;
  return (
    <tbody>
      <tr>
        <th scope="row">
          <button type="button" disabled={isBusy} onClick={() => void open(entry)}>
            {entry.title}
          </button>
          <span className={styles.facts}>
            {entry.architecture}
            {cross !== null && `, ${ZOO_TEXT.cross(formatPercent(cross))}`}
          </span>
        </th>
        <Cells outcome={ours} label="ours" />
        <Cells outcome={paper} label="paper" />
      </tr>
      {failures.map(({ line, runs }) => (
        <tr key={line} className={styles.failure}>
          <td colSpan={11}>{ZOO_TEXT.failure(line, runs, seeds)}</td>
        </tr>
      ))}
    </tbody>
  );
}

function Foot({ row: { attacks, ours, paper } }: { readonly row: MeanRow }) {
  return (
    <tfoot>
      <tr>
        <th scope="row">{ZOO_TEXT.mean(attacks)}</th>
        <Cells outcome={ours} label="ours" />
        <Cells outcome={paper} label="paper" />
      </tr>
    </tfoot>
  );
}

function Head() {
  const { before, beforeAttack, after, afterAttack, cut } = ZOO_TEXT.columns;
  const five = (of: string) =>
    [before, beforeAttack, after, afterAttack, cut].map((name, at) => (
      <th key={`${of} ${name}`} scope="col" className={at === 0 ? styles.first : undefined}>
        {name}
      </th>
    ));
  return (
    <thead>
      <tr>
        <th scope="col" rowSpan={2}>
          {ZOO_TEXT.columns.network}
        </th>
        <th scope="colgroup" colSpan={5} className={styles.first}>
          {ZOO_TEXT.ours}
        </th>
        <th scope="colgroup" colSpan={5} className={styles.first}>
          {ZOO_TEXT.paper}
        </th>
      </tr>
      <tr>
        {five('ours')}
        {five('paper')}
      </tr>
    </thead>
  );
}

export function ZooTable() {
  const zoo = useEngine((engine) => engine.zoo);
  const tables = useAttackTables();
  const isBusy = useIsBusy();
  if (zoo.length === 0) return <p className={styles.soft}>{ZOO_TEXT.empty}</p>;
  const rows = zooRows(zoo, tables);
  const mean = tables === null ? null : meanRow(rows, tables);
  return (
    <>
      <p className={styles.soft}>
        <Eye size={16} aria-hidden="true" /> {ZOO_TEXT.legend}
      </p>
      <ScrollRegion className={styles.scroll} label={ZOO_TEXT.title}>
        <table className={styles.table}>
          <Head />
          {rows.map((row) => (
            <Row key={row.entry.id} row={row} isBusy={isBusy} />
          ))}
          {mean !== null && <Foot row={mean} />}
        </table>
      </ScrollRegion>
      {tables !== null && (
        <p className={styles.soft}>{ZOO_TEXT.source(tables.paper.source, tables.paper.setting)}</p>
      )}
    </>
  );
}
