/** How runs are called, in the queue and in the table. */
import type { AnyRecipe, ModelReference, ZooEntry } from '../../../workers/protocol';
import { methodOf, type RunRecord } from '../../compare/runRecord';
import { QUEUE_TEXT } from '../../text/compare';
import { methodName } from '../../compare/methodName';

function networkTitle(model: ModelReference, zoo: readonly ZooEntry[]): string {
  if (model.kind === 'file') return model.name;
  return zoo.find(({ id }) => id === model.id)?.title ?? model.id;
}

/** Method, network and seed in one phrase. */
export function itemName(recipe: AnyRecipe, zoo: readonly ZooEntry[]): string {
  return QUEUE_TEXT.item(methodName(methodOf(recipe)), networkTitle(recipe.model, zoo), recipe.seed);
}

/** The same of a run that was kept. */
export function runName({ method, network, recipe }: RunRecord): string {
  return QUEUE_TEXT.item(methodName(method), network.name, recipe.seed);
}
