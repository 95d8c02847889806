/** Stage 1: the ascent's curves, what it is about to stop at, and what the network still answers afterwards. */
import { FastForward } from 'lucide-react';
import { Suspense, useMemo } from 'react';
import { CLEAR_LEAD, type Recipe } from '../../../workers/protocol';
import { useEnabled } from '../../actions/actionState';
import { skipStage } from '../../actions/skipStage';
import type { StopLine } from '../../charts/plotTypes';
import { series, useSeries } from '../../state/series';
import { useRun } from '../../state/runStore';
import { accuracyReading, FAILED_TEXT, STOP_REASONS, UNLEARN_TEXT, WATCHED_ACCURACY } from '../../text/run';
import { className } from '../start/verdict';
import { formatPercent } from './format';
import { LabelHistogram, MarginChart } from './lazyCharts';
import { Reading } from './Reading';
import { readingAt, watchedAccuracy } from './readings';
import { stageTabId } from './StageRail';
import { StageLines, useScrubStep } from './StageLines';
import { useStopLevel } from './stopLevel';
import styles from './panels.module.css';
import { useShownData } from './useShownData';

function stopHere(): void {
  // The button goes with the stage.
  document.getElementById(stageTabId('unlearn'))?.focus();
  skipStage.perform();
}

/** Ends the ascent at what it has reached, beside the number one would decide it by. */
function StopHere() {
  const runs = useRun((run) => run.stage === 'unlearn' && run.stages.unlearn.state === 'running');
  const enabled = useEnabled(skipStage);
  if (!runs || !enabled) return null;
  return (
    <button type="button" className={styles.beside} title={skipStage.label} onClick={stopHere}>
      <FastForward size={16} aria-hidden /> {UNLEARN_TEXT.stopHere}
    </button>
  );
}

/** "accuracy 0.41, stops at 0.20", or why it stopped once it has. */
function UnlearnReading({ recipe }: { readonly recipe: Recipe }) {
  useSeries('points');
  const scrubStep = useScrubStep('unlearn');
  const stopReason = useRun((run) => run.report?.unlearn.stopReason ?? null);
  const { metric, level } = watchedAccuracy(recipe);
  const value =
    readingAt(series.points('unlearn', metric), scrubStep) ??
    readingAt(series.points('unlearn', 'trainAccuracy'), scrubStep);
  if (value === null) return null;
  const reading = accuracyReading(WATCHED_ACCURACY[metric], value.toFixed(2), level?.toFixed(2) ?? null);
  return (
    <Reading>
      {reading}
      {stopReason !== null && scrubStep === undefined && (
        <span className={styles.after}>{STOP_REASONS[stopReason]}</span>
      )}
      <StopHere />
    </Reading>
  );
}

/** From this share on the label is worth a guess: dirty-label networks reach 0.58 to 0.85, clean ones 0.25 (measured). */
const CLEAR_SHARE = 0.5;

function LabelFigure() {
  const label = useRun((run) => run.label);
  const data = useShownData();
  if (label === null) return <p className={styles.waits}>{UNLEARN_TEXT.labelWaiting}</p>;
  const names = label.histogram.map((_, i) => className(data?.classes ?? null, i));
  const inferred = className(data?.classes ?? null, label.predicted);
  const clear = label.share >= CLEAR_SHARE;
  return (
    <div className={styles.stack}>
      {label.margins !== null && label.lead !== null && (
        <MarginChart
          title={UNLEARN_TEXT.marginTitle}
          summary={(label.lead >= CLEAR_LEAD ? UNLEARN_TEXT.marginSummary : UNLEARN_TEXT.marginUnclear)(
            inferred,
            label.lead.toFixed(1),
          )}
          csvName="rnp-margins"
          margins={label.margins}
          classes={names}
          predicted={label.predicted}
        />
      )}
      <LabelHistogram
        title={UNLEARN_TEXT.labelTitle}
        summary={(clear ? UNLEARN_TEXT.labelSummary : UNLEARN_TEXT.labelUnclear)(
          inferred,
          formatPercent(label.share),
        )}
        csvName="rnp-label"
        histogram={label.histogram}
        classes={names}
        predicted={label.predicted}
        share={label.share}
      />
    </div>
  );
}

/** The step after which the ascent ran away, where it did. */
function useDivergence() {
  const diverged = useRun((run) => run.fault?.code === 'diverged' && run.stages.unlearn.state === 'failed');
  const last = series.points('unlearn', 'loss').steps.at(-1);
  return diverged && last !== undefined ? { step: last, label: FAILED_TEXT.lastGood } : undefined;
}

function stopLineAt(level: number | null): StopLine | null {
  return level === null
    ? null
    : { value: level, label: `${UNLEARN_TEXT.stop} ${level.toFixed(2)}`, axis: 'right' };
}

export function UnlearnPanel({ recipe }: { readonly recipe: Recipe }) {
  const { metric, level } = watchedAccuracy(recipe);
  const stopLine = useMemo(() => stopLineAt(level), [level]);
  const choice = useStopLevel();
  const marker = useDivergence();
  return (
    <>
      <UnlearnReading recipe={recipe} />
      <div className={styles.figures}>
        <Suspense fallback={<div className={styles.figureRoom} />}>
          <StageLines
            stage="unlearn"
            title={UNLEARN_TEXT.title}
            summary={UNLEARN_TEXT.summary}
            empty={UNLEARN_TEXT.empty}
            watched={metric}
            {...(stopLine === null ? {} : { stopLine })}
            {...(choice === null ? {} : { level: choice })}
            {...(marker === undefined ? {} : { marker })}
          />
          <LabelFigure />
        </Suspense>
      </div>
    </>
  );
}
