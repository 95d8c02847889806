/** The cut being tried on a finished run, with undo. Shared by Run and Inspect; the engine's answers stand in `runStore.trial`. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { CutRequest, EvalRow, Report } from '../../../workers/protocol';
import { type CutTrial, runStore } from '../../state/runStore';
import { filtersOf, cutOrder } from './cutOrder';

export interface CutDesk {
  /** What is tried; null is the run's own cut. */
  readonly current: CutRequest | null;
  readonly past: readonly (CutRequest | null)[];
}

const OWN_CUT: CutDesk = { current: null, past: [] };
const UNDO_DEPTH = 200;

export const cutDesk = createStore<CutDesk>(() => OWN_CUT);

// Another run has another order: what was tried on the old one means nothing there.
runStore.subscribe((state, before) => {
  if (state.job !== before.job || state.report !== before.report) cutDesk.setState(OWN_CUT);
});

/** Subscribes a component to a part of the desk. */
export function useCutDesk<T>(selector: (state: CutDesk) => T): T {
  return useStore(cutDesk, selector);
}

/** True if both requests ask for the same cut. */
export function isSameCut(a: CutRequest | null, b: CutRequest | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Puts a cut on the desk. While a handle is dragged, `replace` keeps the whole drag one step of undo. */
export function layCut(cut: CutRequest | null, replace = false): void {
  cutDesk.setState(({ current, past }) => {
    if (isSameCut(cut, current)) return {};
    return replace ? { current: cut } : { current: cut, past: [...past.slice(1 - UNDO_DEPTH), current] };
  });
}

/** Takes the last cut back off the desk. */
export function undoCut(): void {
  cutDesk.setState(({ past }) =>
    past.length === 0 ? {} : { current: past.at(-1) ?? null, past: past.slice(0, -1) },
  );
}

/** The row of the finished sweep that evaluates exactly this cut, where the sweep holds one. */
export function sweptRow(cut: CutRequest, report: Report): EvalRow | null {
  if (cut.kind === 'filters') return null;
  const pruned = filtersOf(cut, cutOrder(report)).length;
  const { countRows, head, rows } = report.prune;
  // Only the first row, where nothing is cut, is the same along both orders.
  const along = cut.kind === 'threshold' || head.length === 0 || pruned === 0 ? rows : countRows;
  return along.find((row) => row.pruned === pruned) ?? null;
}

/** What is known about a cut. */
export interface CutEvaluation {
  /** The newest numbers: of this cut, or of the one before while this one is being measured. */
  readonly row: EvalRow | null;
  /** True while `row` is not yet this cut's own. */
  readonly isMeasuring: boolean;
}

/** What is known about the cut on the desk: its own measurement, the sweep's, or the previous one while it is measured. */
export function evaluationOf(cut: CutRequest | null, report: Report, trial: CutTrial | null): CutEvaluation {
  if (cut === null) return { row: report.prune.chosen, isMeasuring: false };
  // The sweep saw more images than an answer that has to come at once.
  const swept = sweptRow(cut, report);
  if (swept !== null) return { row: swept, isMeasuring: false };
  if (trial !== null && trial.row !== null && !trial.pending && isSameCut(trial.request, cut)) {
    // After a failed measurement the client leaves the row of another cut in place.
    const isOwn = trial.row.pruned === filtersOf(cut, cutOrder(report)).length;
    return { row: trial.row, isMeasuring: !isOwn };
  }
  return { row: trial?.row ?? report.prune.chosen, isMeasuring: true };
}
