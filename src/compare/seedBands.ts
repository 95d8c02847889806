/** Runs that differ in nothing but their seed, taken together: mean, and the band from the lowest to the highest. */
import { mean } from '../../workers/protocol';
import type { RunRecord } from './runRecord';

export interface Band {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface SeedGroup {
  /** The recipe without its seed, as text: what the runs have in common. */
  readonly key: string;
  readonly runs: readonly RunRecord[];
}

/** What tells runs apart when seeds do not count. */
export function seedlessKey({ recipe, network }: Pick<RunRecord, 'recipe' | 'network'>): string {
  return JSON.stringify([network.sha256, { ...recipe, seed: null }]);
}

/** Groups in the order of their first runs. */
export function bySeed(runs: readonly RunRecord[]): readonly SeedGroup[] {
  const groups = new Map<string, RunRecord[]>();
  for (const run of runs) {
    const key = seedlessKey(run);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups].map(([key, own]) => ({ key, runs: own }));
}

/** Mean and range of the values that are there; null of none. */
export function bandOf(values: readonly (number | null)[]): Band | null {
  const known = values.filter((value) => value !== null);
  const centre = mean(known);
  return centre === null ? null : { mean: centre, low: Math.min(...known), high: Math.max(...known) };
}

/** A point of a band of curves. */
export interface BandPoint extends Band {
  readonly step: number;
}

/** The band of several curves at the steps that all of them have. */
export function curveBand(
  curves: readonly { readonly steps: readonly number[]; readonly values: readonly number[] }[],
): readonly BandPoint[] {
  const [first, ...rest] = curves;
  if (first === undefined) return [];
  const others = rest.map(
    ({ steps, values }) => new Map(steps.map((step, at) => [step, values[at] ?? null])),
  );
  return first.steps.flatMap((step, at) => {
    const here = [first.values[at] ?? null, ...others.map((each) => each.get(step) ?? null)];
    if (here.includes(null)) return [];
    const band = bandOf(here);
    return band === null ? [] : [{ step, ...band }];
  });
}
