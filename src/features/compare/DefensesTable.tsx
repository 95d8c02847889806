/** Every defense on our networks beside the paper's table 2: ours, printed, and the difference. Nothing where the file is not there. */
import { Eye } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { ScrollRegion } from '../../charts/ScrollRegion';
import { fetchPageJson } from '../../client/pageFiles';
import { useEngine } from '../../state/engineStore';
import { useView } from '../../state/viewStore';
import { DEFENSES_TEXT } from '../../text/compareTable';
import { useAttackTables } from '../attack/useAttackTables';
import { formatPoints } from '../run/format';
import { type ComparedRow, defenseGroups, type DefenseRow, meanGroup, UNTOUCHED } from './defenseRows';
import styles from './DefensesTable.module.css';
import { MethodMark } from './MethodMark';
import { methodName } from '../../compare/methodName';

/** The project's own file; null until it is there, and where there is none. */
function useDefenseRows(): readonly DefenseRow[] | null {
  const [rows, setRows] = useState<readonly DefenseRow[] | null>(null);
  useEffect(() => {
    let isCurrent = true;
    fetchPageJson('tables/defenses.json')
      .then((table) => {
        if (isCurrent) setRows((table as { readonly rows: readonly DefenseRow[] }).rows);
      })
      // Without the file there is no table.
      .catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, []);
  return rows;
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

function Row({ method, ours, paper }: ComparedRow) {
  return (
    <tr>
      <th scope="row">
        {method !== UNTOUCHED && <MethodMark id={method} />}{' '}
        {method === UNTOUCHED ? DEFENSES_TEXT.none : methodName(method)}
      </th>
      <Three ours={ours.cleanAccuracy} paper={paper.cleanAccuracy} />
      <Three ours={ours.attackSuccessRate} paper={paper.attackSuccessRate} />
    </tr>
  );
}

function Group({ title, rows }: { readonly title: string; readonly rows: readonly ComparedRow[] }) {
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={7} className={styles.group}>
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
        {[DEFENSES_TEXT.clean, DEFENSES_TEXT.attack].map((name) => (
          <th key={name} scope="colgroup" colSpan={3} className={styles.first}>
            {name}
          </th>
        ))}
      </tr>
      <tr>
        {three('clean')}
        {three('attack')}
      </tr>
    </thead>
  );
}

export function DefensesTable() {
  const rows = useDefenseRows();
  const paper = useAttackTables()?.paper ?? null;
  const zoo = useEngine((engine) => engine.zoo);
  const oracle = useView((view) => view.oracle);
  const groups = useMemo(
    () => (rows === null || paper === null ? [] : defenseGroups(rows, zoo, paper)),
    [rows, paper, zoo],
  );
  // All of its numbers need the trigger.
  if (paper === null || groups.length === 0 || !oracle) return null;
  const { attacks, rows: means } = meanGroup(groups, zoo, paper);
  return (
    <section className={styles.section} aria-labelledby="defenses-heading">
      <h3 id="defenses-heading">{DEFENSES_TEXT.title}</h3>
      <p className={styles.line}>
        <Eye size={16} aria-hidden="true" /> {DEFENSES_TEXT.line}
      </p>
      <ScrollRegion className={styles.scroll} label={DEFENSES_TEXT.title}>
        <table className={styles.table}>
          <Head />
          {attacks > 0 && <Group title={DEFENSES_TEXT.meanOf(attacks)} rows={means} />}
          {groups.map(({ network, title, rows: own }) => (
            <Group key={network} title={title} rows={own} />
          ))}
        </table>
      </ScrollRegion>
    </section>
  );
}
