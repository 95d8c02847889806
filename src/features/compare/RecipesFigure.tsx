/** Where the recipes of the selected runs differ, field by field. */
import { useMemo } from 'react';
import { EmptyFigure } from '../../charts/EmptyFigure';
import { ScrollTable } from '../../charts/ScrollTable';
import { FIGURES_TEXT } from '../../text/compareTable';
import styles from './Compare.module.css';
import { runName } from './itemName';
import { recipeDiff } from './recipeDiff';
import { useChosenRuns } from './useRuns';

const EMPTY_HEIGHT = 300;

export function RecipesFigure() {
  const runs = useChosenRuns();
  const rows = useMemo(() => recipeDiff(runs.map(({ recipe }) => recipe)), [runs]);
  if (runs.length < 2) return <EmptyFigure height={EMPTY_HEIGHT}>{FIGURES_TEXT.recipesEmpty}</EmptyFigure>;
  if (rows.length === 0) return <p className={styles.soft}>{FIGURES_TEXT.recipesSame}</p>;
  return (
    <>
      <h3>{FIGURES_TEXT.recipes}</h3>
      <ScrollTable
        title={FIGURES_TEXT.recipes}
        columns={[FIGURES_TEXT.field, ...runs.map((run, at) => `${at + 1}. ${runName(run)}`)]}
      >
        {rows.map(({ path, values }) => (
          <tr key={path}>
            <td>
              <code>{path}</code>
            </td>
            {values.map((value, at) => (
              <td key={runs[at]?.id ?? at}>{value ?? FIGURES_TEXT.absent}</td>
            ))}
          </tr>
        ))}
      </ScrollTable>
    </>
  );
}
