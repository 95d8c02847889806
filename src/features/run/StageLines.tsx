/** The curves of a stage: loss left, accuracies right, stop line, place of divergence, scrubbed step. */
import { useMemo } from 'react';
import type { MetricId, Stage } from '../../../workers/protocol';
import type { LevelChoice, StepMarker, StopLine } from '../../charts/plotTypes';
import { series, useSeries } from '../../state/series';
import { setView, useView } from '../../state/viewStore';
import { UNLEARN_TEXT } from '../../text/run';
import { LineChart } from './lazyCharts';
import { stageLines } from './stageLines';

interface StageLinesProps {
  readonly stage: Stage;
  readonly title: string;
  readonly summary: string;
  readonly empty: string;
  /** The accuracy the stage is judged by: it gets the defender's blue. */
  readonly watched: MetricId;
  readonly stopLine?: StopLine;
  readonly level?: LevelChoice;
  readonly marker?: StepMarker;
  readonly lastStep?: number;
  readonly height?: number;
  readonly size?: 'normal' | 'small';
}

/** Step under the scrubber in this stage; undefined where the scrubber is elsewhere or follows the run. */
export function useScrubStep(stage: Stage): number | undefined {
  return useView((view) => (view.scrub?.stage === stage ? view.scrub.step : undefined));
}

export function StageLines({ stage, watched, ...rest }: StageLinesProps) {
  const version = useSeries('points');
  const showOracle = useView((view) => view.oracle);
  const scrubStep = useScrubStep(stage);
  // The version is what tells that the views behind the same source have grown.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const lines = useMemo(() => stageLines(series, stage, watched), [version, stage, watched]);
  return (
    <LineChart
      {...rest}
      csvName={`rnp-${stage}`}
      series={lines}
      xLabel={UNLEARN_TEXT.xLabel}
      leftLabel={UNLEARN_TEXT.left}
      rightLabel={UNLEARN_TEXT.right}
      showOracle={showOracle}
      onScrub={(step) => setView({ scrub: { stage, step } })}
      {...(scrubStep === undefined ? {} : { scrubStep })}
    />
  );
}
