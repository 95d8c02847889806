import type { Graph } from '../../graph/graph';
import type { HostTensors } from '../../graph/hostTensors';
import { FaultError } from '../../protocol/faults';
import type { NetworkNote } from '../../protocol/fileReport';
import { damaged } from '../../readers/damage';
import type { JsonValue } from '../../readers/kerasJson';
import type { KerasFile } from '../../readers/kerasFile';
import { parseModel } from './config';
import { type FlatLayer, flattenModel, type FlatModel } from './flatten';
import { LAYERS } from './layers';
import { WeightStore } from './layerWeights';
import { maskableConvolutions } from './maskable';
import { withoutSoftmax } from './softmaxEnd';
import { assertSupported } from './unsupported';
import { type Value, Writer } from './writer';

export interface ImportedNetwork {
  readonly graph: Graph;
  /** Every parameter of the graph, in its layout. */
  readonly host: HostTensors;
  readonly notes: readonly NetworkNote[];
  /** Tensors of the file that no layer took. */
  readonly unused: readonly string[];
}

export interface ImportOptions {
  /** Height and width of the pictures, for files that leave them open. */
  readonly inputSize?: readonly [height: number, width: number];
}

const USUAL_SIZE = [32, 32] as const;
const MOST_SIDE = 1024;
const MOST_INPUT_CHANNELS = 64;

/**
 * A network from a file that describes its layers: Keras `.h5` and `.keras`, TensorFlow.js layers models.
 * @throws FaultError `architecture-unknown` for weights alone, `layer-unsupported` (`layers`: what, how often),
 * `tensor-missing`, `shape-mismatch`, `weights-not-finite`, `file-damaged`
 */
export function importKeras(file: KerasFile, options: ImportOptions = {}): ImportedNetwork {
  if (file.config === null) {
    const keys = file.weights.slice(0, 8).map(({ group }) => group);
    throw new FaultError('architecture-unknown', { keys: keys.join(', '), count: file.weights.length });
  }
  const model = parseModel(file.config);
  const isKeras3 = /^[3-9]/.test(file.kerasVersion ?? '');
  const { model: flat, removed } = withoutSoftmax(flattenModel(model), isKeras3);
  assertSupported(flat.layers, isKeras3);
  const { shape, assumed } = inputShapeOf(flat.inputShape, options);
  const masked = maskableConvolutions(flat);
  const store = new WeightStore(file, model);
  const writer = new Writer(shape, store, isKeras3, masked);
  const output = write(writer, flat);
  const notes: NetworkNote[] = [];
  if (masked.size > 0) notes.push({ kind: 'masks-on-convolutions', count: masked.size });
  if (removed) notes.push({ kind: 'softmax-removed' });
  if (assumed) notes.push({ kind: 'input-size-assumed' });
  const { preprocessing } = writer;
  if (preprocessing.length > 0) notes.push({ kind: 'own-preprocessing', layers: preprocessing.join(', ') });
  const graph = writer.builder.build(`${flat.name} (Keras)`, output);
  return { graph, host: inGraphOrder(graph, writer), notes, unused: store.unused() };
}

/** Writes all layers; gives the node of the logits. */
function write(writer: Writer, { layers, output }: FlatModel): string {
  const values = new Map<string, Value>([['input', { id: 'input', isMap: true }]]);
  for (const layer of layers) values.set(layer.id, writeLayer(writer, layer, values));
  const last = values.get(output);
  if (last === undefined) throw damaged('its layers do not lead to its output');
  const [height, width, classes] = writer.shape(last);
  if (height * width > 1 || classes < 2 || last.id === 'input') {
    const layers = `an output of ${height} x ${width} x ${classes} values (a classifier gives one number a class, two at least)`;
    throw new FaultError('layer-unsupported', { layers });
  }
  return writer.vector(last, 'logits_vector');
}

function writeLayer(writer: Writer, layer: FlatLayer, values: ReadonlyMap<string, Value>): Value {
  const [first, ...others] = layer.inputs.flatMap((id) => values.get(id) ?? []);
  const written = LAYERS.get(layer.className);
  if (first === undefined || written === undefined) throw damaged('its layers run in a circle');
  const value = written(writer, layer, first, ...others);
  writer.assertSize(value, layer);
  return value;
}

function inputShapeOf(
  stated: readonly JsonValue[] | undefined,
  { inputSize }: ImportOptions,
): { shape: readonly [number, number, number]; assumed: boolean } {
  if (stated === undefined) throw damaged('it does not say what goes in');
  const [, height, width, channels, ...more] = stated;
  if (more.length > 0 || typeof channels !== 'number') {
    throw new FaultError('layer-unsupported', {
      layers: 'an input that is no picture of a known number of channels',
    });
  }
  const [usualHeight, usualWidth] = inputSize ?? USUAL_SIZE;
  const isOpen = typeof height !== 'number' || typeof width !== 'number';
  const shape = [
    typeof height === 'number' ? height : usualHeight,
    typeof width === 'number' ? width : usualWidth,
    channels,
  ] as const;
  const limits = [MOST_SIDE, MOST_SIDE, MOST_INPUT_CHANNELS];
  if (shape.some((size, at) => !Number.isSafeInteger(size) || size < 1 || size > (limits[at] ?? 0))) {
    throw damaged(`its pictures have the impossible size ${shape.join(' x ')}`);
  }
  return { shape, assumed: isOpen && inputSize === undefined };
}

/** The order of a state dict. */
function inGraphOrder(graph: Graph, { host }: Writer): HostTensors {
  return new Map(
    [...graph.parameters.keys()].flatMap((name) => {
      const tensor = host.get(name);
      return tensor === undefined ? [] : [[name, tensor] as const];
    }),
  );
}
