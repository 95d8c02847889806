/** Every defense on our networks beside the paper's table 2: ours, printed, and the difference. Nothing where the file is not there. */
import { Eye } from 'lucide-react';
import { useMemo } from 'react';
import { useLoaded } from '../../app/useLoaded';
import { ScrollRegion } from '../../charts/ScrollRegion';
import { fetchPageJson } from '../../client/pageFiles';
import type { DefenseRow } from '../../../workers/protocol';
import { type ComparedCell, comparedTable } from '../../../workers/protocol/defenseTable';
import { useEngine } from '../../state/engineStore';
import { useView } from '../../state/viewStore';
import { DEFENSES_TEXT } from '../../text/compareTable';
import { useAttackTables } from '../attack/useAttackTables';
import { formatPoints } from '../run/format';
import styles from '../../charts/ResultTable.module.css';
import { MethodMark } from './MethodMark';
import { methodName } from '../../compare/methodName';

/** Runs of the other defenses, the project's own file. Throws `network-failed`. */
async function fetchDefenses(): Promise<readonly DefenseRow[]> {
  const table = (await fetchPageJson('tables/defenses.json')) as { readonly rows: readonly DefenseRow[] };
  return table.rows;
}

function percent(value: number | null): string {
  return value === null ? DEFENSES_TEXT.absent : (100 * value).toFixed(1);
}

function Three({ ours, paper }: { readonly ours: number | null; readonly paper: number | null }) {
  return (
    <>
      <td className={styles.first}>{percent(ours)}</td>
      <td>{percent(paper)}</td>
      <td className={styles.soft}>
        {ours === null || paper === null ? DEFENSES_TEXT.absent : formatPoints(ours - paper)}
      </td>
    </>
  );
}

type NumbersProps = Pick<ComparedCell, 'generous' | 'ours' | 'paper'> & { readonly runs: string };

function Numbers({ generous, ours, paper, runs }: NumbersProps) {
  return (
    <>
      <td className={styles.first}>{runs}</td>
      <Three ours={ours?.cleanAccuracy ?? null} paper={paper?.cleanAccuracy ?? null} />
      <Three ours={ours?.attackSuccessRate ?? null} paper={paper?.attackSuccessRate ?? null} />
      <td className={styles.first}>{percent(generous?.cleanAccuracy ?? null)}</td>
      <td>{percent(generous?.attackSuccessRate ?? null)}</td>
    </>
  );
}

function Row(cell: ComparedCell) {
  const { beyond, method, ownDefault, paper, runs } = cell;
  const isUntouched = method === 'none';
  return (
    <>
      <tr>
        <th scope="row">
          {!isUntouched && <MethodMark id={method} />} {isUntouched ? DEFENSES_TEXT.none : methodName(method)}
        </th>
        <Numbers {...cell} runs={isUntouched ? '' : DEFENSES_TEXT.runs(runs, beyond)} />
      </tr>
      {ownDefault !== null && (
        <tr>
          <th scope="row" className={styles.own}>
            {DEFENSES_TEXT.ownDefault}
          </th>
          <Numbers ours={ownDefault} paper={paper} generous={null} runs="" />
        </tr>
      )}
    </>
  );
}

function Group({ title, rows }: { readonly title: string; readonly rows: readonly ComparedCell[] }) {
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={10} className={styles.group}>
          {title}
        </th>
      </tr>
      {rows.map((row) => (
        <Row key={row.method} {...row} />
      ))}
    </tbody>
  );
}

function Head() {
  const { method, ours, paper, difference } = DEFENSES_TEXT.columns;
  const three = (of: string) =>
    [ours, paper, difference].map((name, at) => (
      <th key={`${of} ${name}`} scope="col" className={at === 0 ? styles.first : undefined}>
        {name}
      </th>
    ));
  return (
    <thead>
      <tr>
        <th scope="col" rowSpan={2}>
          {method}
        </th>
        <th scope="col" rowSpan={2}>
          {DEFENSES_TEXT.runsHead}
        </th>
        {[DEFENSES_TEXT.clean, DEFENSES_TEXT.attack].map((name) => (
          <th key={name} scope="colgroup" colSpan={3} className={styles.first}>
            {name}
          </th>
        ))}
        <th scope="colgroup" colSpan={2} className={styles.first}>
          {DEFENSES_TEXT.generous}
        </th>
      </tr>
      <tr>
        {three('clean')}
        {three('attack')}
        <th scope="col" className={styles.first}>
          {DEFENSES_TEXT.cleanShort}
        </th>
        <th scope="col">{DEFENSES_TEXT.attackShort}</th>
      </tr>
    </thead>
  );
}

export function DefensesTable() {
  const defenses = useLoaded(fetchDefenses);
  const tables = useAttackTables();
  const zoo = useEngine((engine) => engine.zoo);
  const oracle = useView((view) => view.oracle);
  const table = useMemo(
    () =>
      defenses === null || tables === null
        ? null
        : comparedTable(zoo, { defenses, attacks: tables.rows, paper: tables.paper }),
    [defenses, tables, zoo],
  );
  // All of its numbers need the trigger.
  if (table === null || table.rows.length === 0 || !oracle) return null;
  const titleOf = (network: string): string => zoo.find(({ id }) => id === network)?.title ?? network;
  return (
    <section className={styles.section} aria-labelledby="defenses-heading">
      <h3 id="defenses-heading">{DEFENSES_TEXT.title}</h3>
      <p className={styles.line}>
        <Eye size={16} aria-hidden="true" /> {DEFENSES_TEXT.line}
      </p>
      <ScrollRegion className={styles.scroll} label={DEFENSES_TEXT.title}>
        <table className={styles.table}>
          <Head />
          <Group title={DEFENSES_TEXT.mean} rows={table.means} />
          {table.rows.map(({ cells, network }) => (
            <Group key={network} title={titleOf(network)} rows={cells} />
          ))}
        </table>
      </ScrollRegion>
    </section>
  );
}
