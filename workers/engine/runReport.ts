/** The report of a run, put together from what its stages left. */
import { type ChosenCut, REPORT_VERSION, type Report } from '../protocol';
import type { PruneResult } from '../rnp/prune';
import { findDoubts } from './doubts';
import type { RecoverOutcome, RunState, UnlearnOutcome } from './stages';

/** What only the session knows: device, versions. */
export type RunFacts = Pick<Report, 'device' | 'versions'>;

function masksOf(state: RunState, recovered: RecoverOutcome): Report['masks'] {
  return state.context.model.sites.map(({ id }) => ({
    site: id,
    values: Array.from(recovered.result.masks.get(id) ?? [], round),
    mean: Array.from(recovered.result.meanMasks.get(id) ?? [], round),
  }));
}

/** Six decimals are more than masks mean, and keep reports small. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** The revealed triggers as a report has them. */
function revealOf({ rounds: [first, ...again], standing }: PruneResult): Report['reveal'] {
  if (first === undefined) return null;
  return {
    ...first,
    again,
    standing: standing === null ? null : { left: round(standing.left), lead: round(standing.lead) },
  };
}

/** What the stages left, and when. */
export interface Measured {
  readonly baseline: Report['baseline'];
  readonly unlearned: UnlearnOutcome;
  readonly recovered: RecoverOutcome;
  readonly pruned: PruneResult;
  readonly chosen: ChosenCut;
  readonly elapsedMs: Report['elapsedMs'];
  readonly startedAt: string;
}

/** The whole report. */
export function reportOf(state: RunState, facts: RunFacts, measured: Measured): Report {
  const { context, series } = state;
  const { pruned, recovered, unlearned } = measured;
  const { histogram, predicted, share, margins } = unlearned.label;
  const reveal = revealOf(pruned);
  return {
    format: 'rnp-report',
    version: REPORT_VERSION,
    recipe: context.recipe,
    ...facts,
    startedAt: measured.startedAt,
    model: context.model.summary,
    data: context.data.summary,
    baseline: measured.baseline,
    unlearn: {
      ...unlearned.result,
      cleanAccuracy: unlearned.evaluation?.cleanAccuracy ?? null,
      attackSuccessRate: unlearned.evaluation?.attackSuccessRate ?? null,
    },
    label: {
      histogram: Array.from(histogram),
      predicted,
      share,
      margins: margins === null ? null : Array.from(margins.margins, round),
      lead: margins === null ? null : round(margins.lead),
    },
    recover: {
      steps: recovered.result.steps,
      epochs: recovered.result.epochs,
      trainAccuracy: recovered.result.trainAccuracy,
      cleanAccuracy: recovered.evaluation?.cleanAccuracy ?? null,
      attackSuccessRate: recovered.evaluation?.attackSuccessRate ?? null,
    },
    masks: masksOf(state, recovered),
    reveal,
    prune: {
      rows: pruned.rows,
      head: pruned.head,
      countRows: pruned.countRows,
      chosen: measured.chosen,
    },
    doubts: findDoubts(
      context.masks !== null,
      unlearned.result,
      unlearned.label,
      recovered.result,
      reveal,
      measured.chosen.pruned,
    ),
    series: series.list(),
    elapsedMs: measured.elapsedMs,
  };
}
