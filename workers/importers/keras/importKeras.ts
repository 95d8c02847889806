import type { NetworkNote } from '../../protocol/fileReport';
import { damaged } from '../../readers/damage';
import type { KerasFile } from '../../readers/kerasFile';
import type { ImportedNetwork } from '../importedNetwork';
import { parseModel } from './config';
import { type FlatLayer, flattenModel, type FlatModel } from './flatten';
import { LAYERS } from './layers';
import { WeightStore } from './layerWeights';
import { type ImportOptions, inputShapeOf } from './inputShape';
import { withoutSoftmax } from './softmaxEnd';
import { assertSupported } from './unsupported';
import type { Value } from './networkWriter';
import { Writer } from './writer';

/**
 * A network from a file that describes its layers: Keras `.h5` and `.keras`, TensorFlow.js layers models.
 * Weights alone need an architecture: see `torchTensors`.
 * @throws FaultError `layer-unsupported` (`layers`: what, how often),
 * `tensor-missing`, `shape-mismatch`, `weights-not-finite`, `file-damaged`
 */
export function importKeras(file: KerasFile, options: ImportOptions = {}): ImportedNetwork {
  const model = parseModel(file.config);
  const isKeras3 = /^[3-9]/.test(file.kerasVersion ?? '');
  const { model: flat, removed } = withoutSoftmax(flattenModel(model), isKeras3);
  assertSupported(flat.layers, isKeras3);
  const { shape, assumed } = inputShapeOf(flat.inputShape, options);
  const store = new WeightStore(file, model);
  const writer = new Writer(shape, store, isKeras3);
  const output = write(writer, flat);
  const notes: NetworkNote[] = [];
  const masked = writer.builder.maskLooseConvolutions();
  if (masked > 0) notes.push({ kind: 'masks-on-convolutions', count: masked });
  if (removed) notes.push({ kind: 'softmax-removed' });
  if (assumed) notes.push({ kind: 'input-size-assumed' });
  const { preprocessing } = writer;
  if (preprocessing.length > 0) notes.push({ kind: 'own-preprocessing', layers: preprocessing.join(', ') });
  const graph = writer.builder.build(`${flat.name} (Keras)`, output);
  return { graph, host: writer.inOrder(graph), notes, unused: store.unused() };
}

/** Writes all layers; gives the node of the logits. */
function write(writer: Writer, { layers, output }: FlatModel): string {
  const values = new Map<string, Value>([['input', { id: 'input', isMap: true }]]);
  for (const layer of layers) values.set(layer.id, writeLayer(writer, layer, values));
  const last = values.get(output);
  if (last === undefined) throw damaged('its layers do not lead to its output');
  return writer.logits(last);
}

function writeLayer(writer: Writer, layer: FlatLayer, values: ReadonlyMap<string, Value>): Value {
  const [first, ...others] = layer.inputs.flatMap((id) => values.get(id) ?? []);
  const written = LAYERS.get(layer.className);
  if (first === undefined || written === undefined) throw damaged('its layers run in a circle');
  const value = written(writer, layer, first, ...others);
  writer.assertSize(value, layer.id);
  return value;
}
