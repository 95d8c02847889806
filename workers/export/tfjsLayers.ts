/** TensorFlow.js layers models: a Keras description as JSON, and the weights one behind another in shards. */
import type { Graph } from '../graph/graph';
import type { HostTensors } from '../graph/hostTensors';
import { describeInKeras, type KerasDescription } from './kerasLayers';
import type { KerasLayerSpec, WeightSpec } from './kerasWriter';

/** One file of an export. */
export interface ExportedFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** As the converter of TensorFlow.js cuts them, so that a browser's cache keeps them. */
const SHARD_BYTES = 4 * 2 ** 20;
/** The dialect: read by TensorFlow.js and by every Keras since 2.3. */
const KERAS_VERSION = '2.15.0';

/**
 * Writes `model.json` and `group1-shard<i>of<n>.bin`: a functional model that ends in logits, for `tf.loadLayersModel`.
 * @param host parameters in the graph's layout, masks already multiplied in
 * @param meta free text, e.g. where the network came from; kept as `userDefinedMetadata`
 * @throws FaultError `layer-unsupported` (`layers`), `tensor-missing`
 */
export function writeTfjsLayers(
  graph: Graph,
  host: HostTensors,
  meta: Readonly<Record<string, string>> = {},
): readonly ExportedFile[] {
  const description = describeInKeras(graph, host);
  const data = joined(description.weights);
  const count = Math.max(1, Math.ceil(data.length / SHARD_BYTES));
  const shards = Array.from({ length: count }, (_, at) => ({
    name: `group1-shard${String(at + 1)}of${String(count)}.bin`,
    bytes: data.slice(at * SHARD_BYTES, (at + 1) * SHARD_BYTES),
  }));
  const weights = description.weights.map(({ name, tensor }) => ({
    name,
    shape: tensor.shape,
    dtype: 'float32',
  }));
  const json = {
    format: 'layers-model',
    generatedBy: `keras v${KERAS_VERSION}`,
    convertedBy: 'RNP Playground',
    userDefinedMetadata: meta,
    modelTopology: {
      keras_version: KERAS_VERSION,
      backend: 'tensorflow',
      model_config: modelConfig(graph.architecture, description),
    },
    weightsManifest: [{ paths: shards.map(({ name }) => name), weights }],
  };
  return [{ name: 'model.json', bytes: new TextEncoder().encode(JSON.stringify(json)) }, ...shards];
}

function joined(weights: readonly WeightSpec[]): Uint8Array<ArrayBuffer> {
  const count = weights.reduce((sum, { tensor }) => sum + tensor.data.length, 0);
  const all = new Float32Array(count);
  let at = 0;
  for (const { tensor } of weights) {
    all.set(tensor.data, at);
    at += tensor.data.length;
  }
  return new Uint8Array(all.buffer);
}

function modelConfig(architecture: string, { layers, output }: KerasDescription): object {
  const [input] = layers;
  const config = {
    // Keras wants names without spaces.
    name: architecture.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '') || 'network',
    trainable: true,
    layers: layers.map(layerConfig),
    input_layers: [[input?.name ?? '', 0, 0]],
    output_layers: [[output, 0, 0]],
  };
  return { class_name: 'Functional', config };
}

function layerConfig({ name, className, config, inputs }: KerasLayerSpec): object {
  const inbound = inputs.length === 0 ? [] : [inputs.map((input) => [input, 0, 0, {}])];
  return { class_name: className, config, name, inbound_nodes: inbound };
}
