/** The place Compare: what to run on the left; the figures and the queue on the right; all runs below. */
import { useEffect, useState } from 'react';
import { recallQueue } from '../../client/queueCommands';
import { readRuns } from '../../client/runLibrary';
import { Segments } from '../../charts/Segments';
import { compareStore, useCompare } from '../../state/compareStore';
import { queueStore } from '../../state/queueStore';
import { PLAN_TEXT } from '../../text/compare';
import { FIGURES_TEXT } from '../../text/compareTable';
import layout from '../../app/TwoColumns.module.css';
import styles from './Compare.module.css';
import { CurvesFigure } from './CurvesFigure';
import { DefensesTable } from './DefensesTable';
import { LiveFigure } from './LiveFigure';
import { PlanColumn } from './PlanColumn';
import { Queue } from './Queue';
import { RecipesFigure } from './RecipesFigure';
import { RunsSection } from './RunsSection';
import { ScatterFigure } from './ScatterFigure';

type Figure = keyof typeof FIGURES_TEXT.names;

const SHOWN: Readonly<Record<Figure, () => React.ReactNode>> = {
  live: LiveFigure,
  scatter: ScatterFigure,
  curves: CurvesFigure,
  recipes: RecipesFigure,
};

/** What runs comes first; where nothing does, what has been kept. */
function useFigure(): readonly [Figure, (figure: Figure) => void] {
  const [picked, setPicked] = useState<Figure | null>(() =>
    queueStore.getState().status === 'idle' ? null : 'live',
  );
  const hasRuns = useCompare(({ runs }) => runs.length > 0);
  useEffect(
    () =>
      queueStore.subscribe(({ status }, before) => {
        if (status === 'running' && before.status === 'idle') setPicked('live');
      }),
    [],
  );
  return [picked ?? (hasRuns ? 'scatter' : 'live'), setPicked];
}

export function Compare() {
  const [figure, setFigure] = useFigure();
  const Shown = SHOWN[figure];
  useEffect(() => {
    recallQueue();
    if (compareStore.getState().status === 'unread') void readRuns();
  }, []);
  return (
    <div className={styles.compare}>
      <h2 className="visually-hidden">{PLAN_TEXT.heading}</h2>
      <div className={layout.columns}>
        <PlanColumn />
        <div className={layout.results}>
          <div className={styles.figure}>
            <div className={styles.bar}>
              <Segments
                label={FIGURES_TEXT.label}
                options={FIGURES_TEXT.names}
                value={figure}
                onChange={setFigure}
              />
            </div>
            <Shown />
          </div>
          <Queue />
        </div>
      </div>
      <RunsSection />
      <DefensesTable />
    </div>
  );
}
