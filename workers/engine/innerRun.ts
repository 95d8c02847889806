/**
 * A run of RNP inside other work: an attacker's of a network in training, a defense's that goes on from the cut. It sees the images it is
 * given, which are all its defense set, no test image and no trigger; nothing of it stays.
 */
import type { ImageSet } from '../data/images';
import {
  type ConstantsName,
  createRecipe,
  type EngineEvent,
  pixelReadingOf,
  type Recipe,
  type Report,
} from '../protocol';
import { heldData } from './loadedData';
import type { LoadedModel } from './loadedModel';
import { RunNetworks } from './networks';
import { runRnp } from './run';
import { createRunContext } from './runContext';
import type { RunFacts } from './runReport';
import type { RunState } from './stages';

/** What it is made of. */
export interface InnerRun extends Pick<RunState, 'series' | 'watch'> {
  readonly model: LoadedModel;
  readonly images: ImageSet;
  readonly recipe: Recipe;
  readonly facts: RunFacts;
}

const HARDLY_EVER = 10_000;

/** The recipe of such a run: RNP's defaults. */
export function innerRecipe(
  particular: Pick<Recipe, 'model' | 'data' | 'seed'> & Partial<Pick<Recipe, 'trigger'>>,
  constants: ConstantsName = 'adaptive',
): Recipe {
  return unwatched(createRecipe({ trigger: null, ...particular }, constants));
}

/** The same run, but nobody looks at its maps. */
export function unwatched(recipe: Recipe): Recipe {
  return { ...recipe, watch: { ...recipe.watch, everySteps: HARDLY_EVER } };
}

/** Runs it. Throws what a run throws, such as `defense-set-too-small`. */
export async function* runInside(inner: InnerRun): AsyncGenerator<EngineEvent, Report> {
  const { facts, images, model, recipe, series, watch } = inner;
  const pixels = pixelReadingOf(recipe.data, { normalisation: 'shapes' });
  const data = heldData({ pool: images, test: null }, 'training images', pixels);
  const context = await createRunContext(recipe, { model, data, masks: null });
  const networks = new RunNetworks(context);
  const state: RunState = {
    context,
    networks,
    series,
    watch,
    takeSkip: () => false,
    keepSnapshot: () => undefined,
  };
  try {
    return yield* runRnp(state, facts, null);
  } finally {
    networks.dispose();
  }
}
