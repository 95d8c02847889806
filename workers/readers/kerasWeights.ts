/** The weights of a Keras HDF5 file: the groups with lists of names of Keras 2, the numbered variables of Keras 3. */
import { damaged } from './damage';
import type { Hdf5Value } from './hdf5/attributes';
import type { Hdf5Node } from './hdf5/file';
import type { LayerWeights, NamedTensor } from './kerasFile';

const MOST_LAYERS = 20_000;
const MOST_DEPTH = 16;
/** A list that does not fit a header is split: `layer_names0`, `layer_names1`, ... */
const MOST_PARTS = 1000;

/** Whether a group lists its layers, as Keras 2 (and Keras 3 in its old format) write it. */
export async function listsLayers(group: Hdf5Node): Promise<boolean> {
  return (await group.attribute('layer_names')) !== null || (await group.attribute('layer_names0')) !== null;
}

/** Layer after layer in the model's order; those without weights are left out. */
export async function readListedWeights(root: Hdf5Node): Promise<readonly LayerWeights[]> {
  const layers: LayerWeights[] = [];
  for (const group of await nameList(root, 'layer_names')) {
    const node = await descend(root, group);
    if (node === null) throw damaged(`the layer ${group.slice(0, 80)} is missing`);
    const tensors: NamedTensor[] = [];
    for (const name of await nameList(node, 'weight_names')) {
      const dataset = await descend(node, name);
      if (dataset === null) throw damaged(`the tensor ${name.slice(0, 80)} is missing`);
      tensors.push({ name: name.replace(/:\d+$/, ''), tensor: await dataset.read() });
    }
    if (tensors.length > 0) layers.push({ group, label: null, tensors });
  }
  return layers;
}

async function nameList(node: Hdf5Node, attribute: string): Promise<readonly string[]> {
  const whole = await node.attribute(attribute);
  if (whole !== null) return texts(whole, attribute);
  const names: string[] = [];
  for (let part = 0; part < MOST_PARTS; part++) {
    const some = await node.attribute(`${attribute}${part}`);
    if (some === null) break;
    names.push(...texts(some, attribute));
    if (names.length > MOST_LAYERS) throw damaged('it lists too many layers');
  }
  return names;
}

function texts(value: Hdf5Value, attribute: string): readonly string[] {
  if (typeof value === 'string') return [value];
  // An empty list of Keras is written as a list of numbers.
  const list = typeof value === 'number' ? [value] : value;
  return list.map((item) => {
    if (typeof item !== 'string') throw damaged(`its ${attribute} are no names`);
    return item;
  });
}

/** Follows `a/b/c` from a group down. */
async function descend(from: Hdf5Node, path: string): Promise<Hdf5Node | null> {
  let node: Hdf5Node | null = from;
  for (const part of path.split('/').filter((name) => name !== '')) node = (await node?.child(part)) ?? null;
  return node;
}

/** Where a model of Keras 3 keeps its layers; the second is the name of TensorFlow's own Keras 2.12 to 2.15. */
const CONTAINERS = ['layers', '_layer_checkpoint_dependencies'];

/** Whether a group is a model as Keras 3 writes it. */
export async function hasNumberedWeights(root: Hdf5Node): Promise<boolean> {
  return (await containerOf(root)) !== null;
}

async function containerOf(
  node: Hdf5Node,
): Promise<{ readonly name: string; readonly node: Hdf5Node } | null> {
  for (const name of CONTAINERS) {
    const child = await node.child(name);
    if (child !== null) return { name, node: child };
  }
  return null;
}

/** All layers below a model, those of models inside it under `layers/functional/layers/...`. */
export async function readNumberedWeights(root: Hdf5Node): Promise<readonly LayerWeights[]> {
  const found: LayerWeights[] = [];
  const seen = new Set<Hdf5Node>();
  const visit = async (model: Hdf5Node, prefix: string, depth: number): Promise<void> => {
    if (seen.has(model) || depth > MOST_DEPTH) throw damaged('its groups run in a circle');
    seen.add(model);
    const container = await containerOf(model);
    if (container === null) return;
    for (const name of inOrder(await container.node.names())) {
      const layer = await container.node.child(name);
      if (layer === null) continue;
      if (found.length >= MOST_LAYERS) throw damaged('it lists too many layers');
      const group = `${prefix}layers/${name}`;
      const weights = await readVariables(layer, group);
      if (weights !== null) found.push(weights);
      await visit(layer, `${group}/`, depth + 1);
    }
  };
  await visit(root, '', 0);
  return found;
}

async function readVariables(layer: Hdf5Node, group: string): Promise<LayerWeights | null> {
  const variables = await layer.child('vars');
  if (variables === null) return null;
  const label = await variables.attribute('name');
  const tensors: NamedTensor[] = [];
  for (const name of inOrder(await variables.names())) {
    const dataset = await variables.child(name);
    if (dataset !== null) tensors.push({ name, tensor: await dataset.read() });
  }
  return tensors.length === 0 ? null : { group, label: typeof label === 'string' ? label : null, tensors };
}

/** `conv2d`, `conv2d_1`, `conv2d_2`, `conv2d_10`: HDF5 sorts them as text. */
export function inOrder(names: readonly string[]): readonly string[] {
  const key = (name: string): readonly [string, number] => {
    // So many digits at most: without a bound, looking for them takes the square of the length.
    const match = /^(.*?)_?(\d{1,15})$/.exec(name);
    return match === null ? [name, -1] : [match[1] ?? '', Number(match[2])];
  };
  return [...names].sort((a, b) => {
    const [[stemA, numberA], [stemB, numberB]] = [key(a), key(b)];
    if (stemA !== stemB) return stemA < stemB ? -1 : 1;
    return numberA - numberB;
  });
}
