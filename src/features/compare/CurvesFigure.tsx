/** The curves of several runs over each other. */
import { Suspense, useMemo, useState } from 'react';
import { METRICS } from '../../../workers/protocol';
import { EmptyFigure } from '../../charts/EmptyFigure';
import { useView } from '../../state/viewStore';
import { PHASE_NAMES } from '../../text/app';
import { LIVE_TEXT } from '../../text/compare';
import { FIGURES_TEXT } from '../../text/compareTable';
import { LineChart } from '../run/lazyCharts';
import styles from './Compare.module.css';
import { type CurveChoice, curveChoices, curveKey, curveLines } from './curves';
import { useChosenRuns, useFigureRuns, useShownRuns } from './useRuns';

const HEIGHT = 340;

function choiceName({ stage, metric }: CurveChoice): string {
  const phase = stage in PHASE_NAMES ? PHASE_NAMES[stage as keyof typeof PHASE_NAMES] : stage;
  return FIGURES_TEXT.curves(METRICS[metric].label, phase);
}

export function CurvesFigure() {
  const runs = useFigureRuns();
  const shown = useShownRuns().length;
  const chosen = useChosenRuns().length;
  const oracle = useView((view) => view.oracle);
  const choices = useMemo(() => curveChoices(runs, oracle), [runs, oracle]);
  const [picked, setPicked] = useState('');
  const choice = choices.find((each) => curveKey(each) === picked) ?? choices[0];
  const lines = useMemo(() => (choice === undefined ? [] : curveLines(runs, choice)), [runs, choice]);
  if (choice === undefined) return <EmptyFigure height={HEIGHT}>{FIGURES_TEXT.curvesEmpty}</EmptyFigure>;
  return (
    <>
      <div className={styles.bar}>
        <label className={styles.check}>
          {FIGURES_TEXT.metric}
          <select value={curveKey(choice)} onChange={(event) => setPicked(event.target.value)}>
            {choices.map((each) => (
              <option key={curveKey(each)} value={curveKey(each)}>
                {choiceName(each)}
              </option>
            ))}
          </select>
        </label>
        <span className={styles.soft}>{FIGURES_TEXT.over(chosen, shown)}</span>
      </div>
      <Suspense fallback={<div style={{ minHeight: HEIGHT }} />}>
        <LineChart
          title={choiceName(choice)}
          summary={FIGURES_TEXT.curvesSummary}
          csvName={`rnp-compare-${choice.stage}-${choice.metric}`}
          series={lines}
          xLabel={FIGURES_TEXT.step}
          leftLabel={METRICS[choice.metric].unit === 'nats' ? LIVE_TEXT.loss : LIVE_TEXT.accuracy}
          showOracle={oracle}
          height={HEIGHT}
        />
      </Suspense>
    </>
  );
}
