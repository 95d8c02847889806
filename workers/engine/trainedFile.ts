/** A trained network as a file: safetensors with PyTorch's names, the trigger and the recipe in its metadata. */
import { tensor } from '../device/tf';
import { storedBytes, writeElements } from '../export/storedTensor';
import type { Graph } from '../graph/graph';
import { downloadTensors, type OwnedTensors, replaceTensor } from '../graph/parameters';
import { toStateDict } from '../nets/layout';
import type { AttackRecipe, SavedFile, Trigger } from '../protocol';
import { writeSafetensors } from '../export/safetensors';
import { decodeElements, type ElementType } from '../readers/elements';

/** Metadata keys of such a file. */
export const TRIGGER_KEY = 'rnp.trigger';
export const RECIPE_KEY = 'rnp.attack';

/** Rounds the weights to what the file will hold: what is measured afterwards is the network of the file. */
export async function roundToFile(parameters: OwnedTensors, { network }: AttackRecipe): Promise<void> {
  const { precision: dtype } = network;
  if (dtype === undefined) return;
  for (const [name, { shape, data }] of await downloadTensors(parameters)) {
    const bytes = new Uint8Array(storedBytes(name, { shape, dtype, data }));
    writeElements(bytes, { shape, dtype, data });
    replaceTensor(parameters, name, tensor(decodeElements(bytes, dtype), [...shape]));
  }
}

/** Writes the classifier. */
export async function trainedFile(
  network: { readonly graph: Graph; readonly parameters: OwnedTensors },
  recipe: AttackRecipe,
  trigger: Trigger | null,
): Promise<SavedFile> {
  const { graph, parameters } = network;
  const state = toStateDict(graph, await downloadTensors(parameters));
  const dtype: ElementType = recipe.network.precision ?? 'float32';
  const stored = new Map([...state].map(([name, each]) => [name, { ...each, dtype }]));
  const { attack, network: net, data } = recipe;
  const metadata = {
    [RECIPE_KEY]: JSON.stringify(recipe),
    ...(trigger === null ? {} : { [TRIGGER_KEY]: JSON.stringify(trigger) }),
    normalisation: data.kind === 'shapes' ? 'shapes' : data.normalisation,
  };
  return {
    name: `${attack.id}-${net.architecture}-${String(net.width)}.safetensors`,
    bytes: writeSafetensors(stored, metadata),
    type: 'application/octet-stream',
  };
}
