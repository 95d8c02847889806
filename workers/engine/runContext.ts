/** What a run is made of, before its first step: the network on the device, the defender's images, the test groups. */
import { type ImageSet, take } from '../data/images';
import { type Normalisation, normalisationOf } from '../data/normalise';
import { splitDefense } from '../data/split';
import { validateTrigger } from '../data/triggers/triggers';
import { defenseCounts, FaultError, type Recipe, runMisfit } from '../protocol';
import { createEvaluationSets, type EvaluationSets } from './evaluate';
import { type LoadedData, shownOf } from './loadedData';
import type { LoadedMasks } from './loadedMasks';
import type { LoadedModel } from './loadedModel';
import type { OpenParts } from './library';
import type { ShownImages } from './triggered';

/** What a run of any method is made of. */
export interface DrawnParts {
  readonly model: LoadedModel;
  readonly data: LoadedData;
  readonly normalisation: Normalisation;
  /** All of the defender's images, then the two parts: trained on, and held out. */
  readonly defense: ImageSet;
  readonly trained: ImageSet;
  readonly heldOut: ImageSet;
  /** For the numbers before and after; null without test images. */
  readonly test: EvaluationSets | null;
  /** For the readings along the way, and for the table of cuts. */
  readonly watched: EvaluationSets | null;
  readonly sweep: EvaluationSets | null;
  /** Images whose feature maps are shown: the test images, or the defender's where there are none. */
  readonly shown: ShownImages;
}

export interface RunContext extends DrawnParts {
  /** Masks that stand in for those of a recovery. */
  readonly masks: LoadedMasks | null;
  readonly recipe: Recipe;
}

/** What a recipe of any method says about its images. */
type Drawing = Pick<Recipe, 'data' | 'trigger' | 'seed' | 'watch' | 'defense'>;

function checkFit(recipe: Drawing, model: LoadedModel, data: LoadedData): void {
  const misfit = runMisfit(recipe, model.summary, data.summary);
  if (misfit !== null) throw new FaultError(misfit.code, misfit.params);
  const { defense, classes } = data.summary;
  if (recipe.trigger !== null) validateTrigger(recipe.trigger, { ...defense, classes: classes.length });
}

/** The test groups of the first `limit` images, for readings that need not be exact; null without test images. */
async function limited(
  { model, data }: Pick<OpenParts, 'model' | 'data'>,
  { trigger }: Drawing,
  limit: number,
): Promise<EvaluationSets | null> {
  return data.test === null ? null : createEvaluationSets(shownOf(data, model), trigger, limit);
}

/**
 * Draws the defense set by the recipe's seed and prepares the test groups. Throws `image-size-mismatch`,
 * `class-count-mismatch`, `trigger-invalid`, `target-out-of-range`, `data-missing` or `defense-set-too-small`.
 */
export async function drawParts(
  recipe: Drawing,
  { model, data }: Pick<OpenParts, 'model' | 'data'>,
): Promise<DrawnParts> {
  checkFit(recipe, model, data);
  const { heldOut: heldOutFraction } = recipe.defense;
  const { count } = defenseCounts(recipe, data.pool.count);
  const { seed, watch } = recipe;
  const split = splitDefense(data.pool, { count, heldOutFraction, seed, stratified: false });
  const everyone = [...split.defenseIndices, ...split.heldOutIndices].sort((left, right) => left - right);
  return {
    model,
    data,
    normalisation: normalisationOf(
      recipe.data.kind === 'shapes' ? 'shapes' : recipe.data.normalisation,
      model.summary.inputChannels,
    ),
    defense: take(data.pool, everyone),
    trained: split.defense,
    heldOut: split.heldOut,
    test: await limited({ model, data }, recipe, watch.testImages),
    watched: await limited({ model, data }, recipe, watch.images),
    sweep: await limited({ model, data }, recipe, watch.sweepImages),
    shown: shownOf(data, model),
  };
}

/** A run of RNP: its parts, and masks where they were opened. Throws what {@link drawParts} throws. */
export async function createRunContext(recipe: Recipe, parts: OpenParts): Promise<RunContext> {
  return { ...(await drawParts(recipe, parts)), recipe, masks: parts.masks };
}
