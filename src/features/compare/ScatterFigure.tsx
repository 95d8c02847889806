/** All runs between two axes: what is left of accuracy, and what of the attack. Needs test images and the trigger. */
import { Eye } from 'lucide-react';
import { useMemo, useState } from 'react';
import { EmptyFigure } from '../../charts/EmptyFigure';
import { ScatterChart, type ScatterMark } from '../../charts/ScatterChart';
import { roundSpan } from '../../charts/scale';
import { compareStore, setCompare, useCompare } from '../../state/compareStore';
import { useEngine } from '../../state/engineStore';
import { useView } from '../../state/viewStore';
import { FIGURES_TEXT, RUNS_TEXT } from '../../text/compareTable';
import { useAttackTables } from '../attack/useAttackTables';
import styles from './Compare.module.css';
import { paperMarks, runMarks, untouchedMarks } from './scatterMarks';
import { useShownRuns } from './useRuns';

const HEIGHT = 360;
const TICKS = 5;

function toggle(id: string): void {
  const { chosen, runs } = compareStore.getState();
  // Marks of networks and of the paper are no runs.
  if (!runs.some((run) => run.id === id)) return;
  setCompare({ chosen: chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id] });
}

function kindOf({ id }: ScatterMark): string {
  if (id.startsWith('untouched-')) return FIGURES_TEXT.kinds.untouched;
  return id.startsWith('paper-') ? FIGURES_TEXT.kinds.paper : FIGURES_TEXT.kinds.run;
}

/** From a round number below the lowest mark to 100 %. */
function accuracySpan(marks: readonly ScatterMark[]) {
  const lowest = Math.min(95, ...marks.map(({ y }) => y));
  return { from: roundSpan({ from: lowest, to: 100 }, TICKS).from, to: 100 };
}

export function ScatterFigure() {
  const runs = useShownRuns();
  const chosen = useCompare((compare) => compare.chosen);
  const oracle = useView((view) => view.oracle);
  const zoo = useEngine((engine) => engine.zoo);
  const paper = useAttackTables()?.paper ?? null;
  const [hasPaper, setHasPaper] = useState(true);
  const marks = useMemo(
    () => [
      ...untouchedMarks(runs),
      ...(hasPaper && paper !== null ? paperMarks(runs, zoo, paper) : []),
      ...runMarks(runs, chosen),
    ],
    [runs, chosen, zoo, paper, hasPaper],
  );
  if (!oracle) return <EmptyFigure height={HEIGHT}>{FIGURES_TEXT.noOracle}</EmptyFigure>;
  if (runs.length === 0) return <EmptyFigure height={HEIGHT}>{FIGURES_TEXT.empty}</EmptyFigure>;
  return (
    <ScatterChart
      title={FIGURES_TEXT.scatter}
      summary={FIGURES_TEXT.scatterSummary}
      csvName="rnp-compare-runs"
      marks={marks}
      xLabel={FIGURES_TEXT.x}
      yLabel={FIGURES_TEXT.y}
      xDomain={{ from: 0, to: 100 }}
      yDomain={accuracySpan(marks)}
      tickText={String}
      name={FIGURES_TEXT.marks}
      keys={FIGURES_TEXT.keys}
      onChoose={toggle}
      height={HEIGHT}
      tools={
        <label className={styles.check}>
          <Eye size={16} role="img" aria-label={RUNS_TEXT.oracle} className={styles.eye} />
          <input type="checkbox" checked={hasPaper} onChange={(event) => setHasPaper(event.target.checked)} />
          {FIGURES_TEXT.paper}
        </label>
      }
      table={() => ({
        columns: FIGURES_TEXT.columns,
        rows: marks.map((mark) => [mark.reading, mark.y, mark.x, kindOf(mark)]),
      })}
    />
  );
}
