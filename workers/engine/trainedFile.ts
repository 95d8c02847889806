/** A trained network as a file: safetensors with PyTorch's names, the trigger and the recipe in its metadata. */
import { tensor } from '../device/tf';
import { storedBytes, writeElements } from '../export/storedTensor';
import type { Planted } from '../attacks/attack';
import type { Generator } from '../graph/generate';
import type { Graph } from '../graph/graph';
import type { HostTensor } from '../graph/hostTensors';
import { downloadTensors, type OwnedTensors, replaceTensor } from '../graph/parameters';
import { toStateDict } from '../nets/layout';
import { generatorTensors, type SavedGenerator, TRIGGER_KEY } from '../nets/savedTrigger';
import { TRAINING_KEY } from '../nets/savedTraining';
import type { AttackRecipe, SavedFile } from '../protocol';
import { writeSafetensors } from '../export/safetensors';
import { decodeElements, type ElementType } from '../readers/elements';

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

async function savedOf({ graph, parameters }: Generator): Promise<SavedGenerator> {
  return { graph, host: await downloadTensors(parameters) };
}

/** The networks that make the trigger, where there are any. */
async function tensorsOf(generator: Planted['generator']): Promise<Map<string, HostTensor>> {
  if (generator === undefined) return new Map();
  const { pattern, mask } = generator;
  return generatorTensors({
    pattern: await savedOf(pattern),
    mask: mask === null ? null : await savedOf(mask),
  });
}

/** Writes the classifier, and what makes its trigger. */
export async function trainedFile(
  network: { readonly graph: Graph; readonly parameters: OwnedTensors },
  recipe: AttackRecipe,
  planted: Planted | null,
): Promise<SavedFile> {
  const { graph, parameters } = network;
  const classifier = toStateDict(graph, await downloadTensors(parameters));
  const state = new Map([...classifier, ...(await tensorsOf(planted?.generator))]);
  const dtype: ElementType = recipe.network.precision ?? 'float32';
  const stored = new Map([...state].map(([name, each]) => [name, { ...each, dtype }]));
  const { attack, network: net, data } = recipe;
  const metadata = {
    [TRAINING_KEY]: JSON.stringify(recipe),
    ...(planted === null ? {} : { [TRIGGER_KEY]: JSON.stringify(planted.trigger) }),
    normalisation: data.kind === 'shapes' ? 'shapes' : data.normalisation,
  };
  return {
    name: `${attack.id}-${net.architecture}-${String(net.width)}.safetensors`,
    bytes: writeSafetensors(stored, metadata),
    type: 'application/octet-stream',
  };
}
