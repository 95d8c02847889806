/** The run under way, or the last one: curves stage by stage, places to stop, and what only its method has to show. */
import { Suspense, useMemo, useState } from 'react';
import { type AnyStage, DEFENSE_STAGES, METRICS, type MetricId, STAGES } from '../../../workers/protocol';
import { Segments } from '../../charts/Segments';
import { EmptyFigure } from '../../charts/EmptyFigure';
import { queueSeries, useQueueSeries } from '../../state/series';
import { begunLast, useQueue } from '../../state/queueStore';
import { useView } from '../../state/viewStore';
import { PHASE_NAMES } from '../../text/app';
import { histogramText } from '../../text/charts';
import { LIVE_TEXT } from '../../text/compare';
import { formatCount } from '../run/format';
import { LineChart, MaskHistogram } from '../run/lazyCharts';
import { binCounts } from '../run/readings';
import { stageLines } from '../run/stageLines';
import { AttentionFigure } from './AttentionFigure';
import { Changes } from './Changes';
import { type MethodId, methodOf, type RunRecord } from '../../compare/runRecord';
import { useCompare } from '../../state/compareStore';
import styles from './Compare.module.css';
import { FoundTriggers } from './FoundTriggers';
import { methodName } from '../../compare/methodName';
import { PointsFigure } from './PointsFigure';
import { RankingFigure } from './RankingFigure';

const HEIGHT = 300;
const ALL_METRICS = Object.keys(METRICS) as readonly MetricId[];

function hasPoints(stage: AnyStage): boolean {
  return ALL_METRICS.some((metric) => queueSeries.points(stage, metric).steps.length > 0);
}

/** The method that was run last; null where none was. */
function useMethod(): MethodId | null {
  return useQueue((queue) => {
    const last = begunLast(queue);
    return last === null ? null : methodOf(last.recipe);
  });
}

function Curves({ stage, method }: { readonly stage: AnyStage; readonly method: string }) {
  const version = useQueueSeries('points');
  const showOracle = useView((view) => view.oracle);
  const isJudged = queueSeries.points(stage, 'defenseAccuracy').steps.length > 0;
  const watched = isJudged ? 'defenseAccuracy' : 'trainAccuracy';
  // The version is what tells that the views behind the same source have grown.
  const lines = useMemo(
    () => (version < 0 ? [] : stageLines(queueSeries, stage, watched, ALL_METRICS)),
    [version, stage, watched],
  );
  return (
    <LineChart
      title={LIVE_TEXT.curves(method, PHASE_NAMES[stage])}
      summary={LIVE_TEXT.curvesSummary}
      empty={LIVE_TEXT.empty}
      csvName={`rnp-compare-${stage}`}
      series={lines}
      xLabel={LIVE_TEXT.step}
      leftLabel={LIVE_TEXT.loss}
      rightLabel={lines.some(({ axis }) => axis === 'right') ? LIVE_TEXT.accuracy : ''}
      showOracle={showOracle}
      height={HEIGHT}
    />
  );
}

/** The latest run of RNP on the network that ANP is run on: what its masks stand against. */
function useRnpMasks(): readonly number[] | null {
  const anp = useQueue((queue) => {
    const last = begunLast(queue);
    return last !== null && methodOf(last.recipe) === 'anp' ? last.recipe : null;
  });
  return useCompare(({ runs }) => {
    if (anp === null) return null;
    const model = JSON.stringify(anp.model);
    const isMatch = ({ method, recipe }: RunRecord): boolean =>
      method === 'rnp' && JSON.stringify(recipe.model) === model;
    return runs.find(isMatch)?.maskCounts ?? null;
  });
}

function Masks() {
  const reference = useRnpMasks();
  const version = useQueueSeries('masks');
  const frame = version < 0 ? null : queueSeries.masks();
  const counts = useMemo(() => (frame === null ? [] : binCounts(frame, null)), [frame]);
  if (frame === null) return null;
  return (
    <MaskHistogram
      title={histogramText.all}
      summary={
        reference === null ? histogramText.learning : `${histogramText.learning} ${LIVE_TEXT.masksAgainst}`
      }
      csvName="rnp-compare-masks"
      edges={frame.edges}
      counts={counts}
      reference={reference === null ? undefined : { name: LIVE_TEXT.rnpMasks, counts: reference }}
      height={220}
    />
  );
}

export function LiveFigure() {
  useQueueSeries('points');
  const method = useMethod();
  const running = useQueue((queue) => queue.stage);
  const isolated = useQueue((queue) => queue.isolated);
  const hasPlaces = useQueue((queue) => queue.points.length > 0);
  const [picked, setPicked] = useState<AnyStage | null>(null);
  const there = ([...STAGES, ...DEFENSE_STAGES] as readonly AnyStage[]).filter(hasPoints);
  const latest = running !== null && there.includes(running) ? running : there.at(-1);
  const stage = picked !== null && there.includes(picked) ? picked : latest;
  if (stage === undefined && !hasPlaces) return <EmptyFigure height={HEIGHT}>{LIVE_TEXT.empty}</EmptyFigure>;
  return (
    <Suspense fallback={<div style={{ minHeight: HEIGHT }} />}>
      {there.length > 1 && stage !== undefined && (
        <div>
          <Segments
            label={LIVE_TEXT.stage}
            options={
              Object.fromEntries(there.map((each) => [each, PHASE_NAMES[each]])) as Record<AnyStage, string>
            }
            value={stage}
            onChange={(next) => setPicked(next === latest ? null : next)}
          />
        </div>
      )}
      {stage !== undefined && <Curves stage={stage} method={methodName(method ?? '')} />}
      {method !== null && method !== 'rnp' && <PointsFigure id={method} />}
      <Masks />
      <AttentionFigure />
      <Changes />
      <FoundTriggers />
      <RankingFigure />
      {isolated !== null && <p className={styles.soft}>{LIVE_TEXT.isolated(formatCount(isolated))}</p>}
    </Suspense>
  );
}
