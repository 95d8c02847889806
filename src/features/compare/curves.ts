/** Curves of kept runs over each other: runs that differ only in their seed become their mean and its band. */
import { METRICS, type MetricId, type SeriesRecord } from '../../../workers/protocol';
import type { LineSeries } from '../../charts/plotTypes';
import { seriesLook } from '../../charts/seriesLook';
import type { RunRecord } from '../../compare/runRecord';
import { FIGURES_TEXT } from '../../text/compareTable';
import { runName } from './itemName';
import { methodName } from '../../compare/methodName';
import { methodIndex } from './methods';
import { seedsOf } from '../../compare/means';
import { bySeed, curveBand, type SeedGroup } from '../../compare/seedBands';

/** A curve that can be chosen. */
export interface CurveChoice {
  readonly stage: string;
  readonly metric: MetricId;
}

/** The name a select knows a choice by. */
export function curveKey({ stage, metric }: CurveChoice): string {
  return `${stage}/${metric}`;
}

/** The curves that some run has, those of the most runs first; without those hidden with the oracle. */
export function curveChoices(runs: readonly RunRecord[], hasOracle: boolean): readonly CurveChoice[] {
  const found = new Map<string, { readonly choice: CurveChoice; readonly runs: number }>();
  for (const { series } of runs)
    for (const { metric, stage, steps } of series) {
      if (steps.length === 0 || (!hasOracle && METRICS[metric].pen === 'oracle')) continue;
      const choice = { stage, metric };
      found.set(curveKey(choice), { choice, runs: 1 + (found.get(curveKey(choice))?.runs ?? 0) });
    }
  return [...found.values()].toSorted((a, b) => b.runs - a.runs).map(({ choice }) => choice);
}

function curveOf({ series }: RunRecord, { stage, metric }: CurveChoice): SeriesRecord | null {
  return series.find((each) => each.stage === stage && each.metric === metric) ?? null;
}

function lineOf({ runs }: SeedGroup, choice: CurveChoice): LineSeries | null {
  const [first] = runs;
  const curves = runs.flatMap((run) => curveOf(run, choice) ?? []);
  if (first === undefined || curves.length === 0) return null;
  const points = curveBand(curves);
  const { color } = seriesLook(methodIndex(first.method));
  const several = FIGURES_TEXT.seeds(
    `${methodName(first.method)}, ${first.network.name}`,
    seedsOf(runs).length,
  );
  return {
    id: first.id,
    label: curves.length > 1 ? several : runName(first),
    pen: METRICS[choice.metric].pen,
    axis: 'left',
    color,
    steps: points.map(({ step }) => step),
    values: points.map(({ mean }) => mean),
    ...(curves.length > 1
      ? { band: { low: points.map(({ low }) => low), high: points.map(({ high }) => high) } }
      : {}),
  };
}

/** One line a group of runs. */
export function curveLines(runs: readonly RunRecord[], choice: CurveChoice): readonly LineSeries[] {
  return bySeed(runs).flatMap((group) => lineOf(group, choice) ?? []);
}
