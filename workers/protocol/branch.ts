/**
 * A run that repeats the first steps of another one and goes on with other settings. The repeated steps are named by their
 * settings, so a recipe with branches stands for itself: equal recipe and seed give equal numbers, the other run is not needed.
 */
import * as v from 'valibot';
import { groupSchema, type OptionGroup } from './option';
import { RECOVER_OPTIONS, UNLEARN_OPTIONS } from './options';

const until = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000));

function stretches<G extends OptionGroup>(group: G) {
  return v.pipe(v.array(v.strictObject({ until, options: groupSchema(group) })), v.maxLength(20));
}

/** Per stage, in the order of steps; after the last stretch the recipe's own options hold. */
export const branchesSchema = v.strictObject({
  unlearn: stretches(UNLEARN_OPTIONS),
  recover: stretches(RECOVER_OPTIONS),
});
export type Branches = v.InferOutput<typeof branchesSchema>;
/** Stages that can be left in the middle. */
export type BranchStage = keyof Branches;
export const BRANCH_STAGES: readonly BranchStage[] = ['unlearn', 'recover'];

/** Steps up to and with `until`, and the options they have. */
interface Stretch<Options> {
  readonly until: number;
  readonly options: Options;
}

/** The options of a step, counted from 1; `own` are those after the last stretch. */
export function optionsAt<O>(stretched: readonly Stretch<O>[], own: O, step: number): O {
  return stretched.find((each) => step <= each.until)?.options ?? own;
}

/** How many steps are repeated before a recipe's own options hold; 0 from the beginning. */
export function repeatedSteps(stretched: readonly Pick<Stretch<unknown>, 'until'>[]): number {
  return stretched.at(-1)?.until ?? 0;
}

function cutAt<O>(stretched: readonly Stretch<O>[], own: O, step: number): Stretch<O>[] {
  const earlier = stretched.filter((each) => each.until < step);
  return [...earlier, { until: step, options: optionsAt(stretched, own, step) }];
}

interface Branched {
  readonly branches?: Branches;
  readonly unlearn: Branches['unlearn'][number]['options'];
  readonly recover: Branches['recover'][number]['options'];
}

/** No steps are repeated. */
export const NO_BRANCHES: Branches = { unlearn: [], recover: [] };

/** The same recipe, repeating its run up to a step: whatever is changed from then on holds for what comes after. */
export function branchAt<R extends Branched>(recipe: R, stage: BranchStage, step: number): R {
  const now = recipe.branches ?? NO_BRANCHES;
  const branches: Branches =
    stage === 'unlearn'
      ? { unlearn: cutAt(now.unlearn, recipe.unlearn, step), recover: [] }
      : { unlearn: now.unlearn, recover: cutAt(now.recover, recipe.recover, step) };
  return { ...recipe, branches };
}

/** The recipe from its beginning. */
export function withoutBranches<R extends Branched>({ branches: _, ...recipe }: R): Omit<R, 'branches'> {
  return recipe;
}
