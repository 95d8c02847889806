import { FaultError } from '../protocol/faults';
import { type ByteSource, bytesSource } from './byteSource';
import { assertAtMost, damaged, namingFile } from './damage';
import type { RawTensor } from './elements';
import type { KerasFile, LayerWeights, NamedTensor } from './kerasFile';
import { baseName } from './images/paths';
import { isObject, items, type JsonValue, member, parseJson, textMember } from './kerasJson';
import { type FindFile, readTfjsWeights } from './tfjsWeights';
import { openZip } from './zip';

/** A graph of TensorFlow operations and the values of its constants. */
export interface TfjsGraphFile {
  readonly format: 'tfjs-graph';
  readonly nodes: readonly JsonValue[];
  readonly weights: ReadonlyMap<string, RawTensor>;
  /** Node names of the inputs and outputs the converter states; empty where it states none. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

const MODEL = 'model.json';
/** Its topology is text: a network of a thousand layers takes one megabyte. */
const MOST_JSON_BYTES = 32 * 2 ** 20;

/** Whether JSON is the `model.json` of a TensorFlow.js model of either kind. */
export function looksLikeTfjsModel(json: JsonValue): boolean {
  const topology = member(json, 'modelTopology');
  return isObject(topology) && member(json, 'weightsManifest') !== undefined;
}

/** Whether the entries of a zip hold a TensorFlow.js model: gives the path of its model.json, null where there is none. */
export function tfjsModelPath(names: Iterable<string>): string | null {
  for (const name of names) if (name === MODEL || name.endsWith(`/${MODEL}`)) return name;
  return null;
}

/**
 * Reads a TensorFlow.js model from its files, dropped together: model.json (under any name) and the shards it names.
 * @throws FaultError `file-companion-missing` (`name`), `file-damaged`, `file-unknown`, `file-too-large`
 */
export async function readTfjs(
  model: ByteSource,
  others: readonly ByteSource[],
): Promise<KerasFile | TfjsGraphFile> {
  const byName = new Map(others.map((file) => [baseName(file.name), file]));
  return readModel(model, (path) => Promise.resolve(byName.get(baseName(path)) ?? null));
}

/** The same from a zip that holds all files. */
export async function readTfjsZip(source: ByteSource): Promise<KerasFile | TfjsGraphFile> {
  return namingFile(source.name, async () => {
    const zip = await openZip(source);
    const path = tfjsModelPath(zip.entries.keys());
    const entry = path === null ? undefined : zip.entries.get(path);
    if (path === null || entry === undefined) throw damaged(`${MODEL} is missing in it`);
    const folder = path.slice(0, path.length - MODEL.length);
    const model = bytesSource(path, await zip.read(entry));
    return readModel(model, async (name) => {
      const shard = zip.entries.get(folder + name);
      return shard === undefined ? null : bytesSource(name, await zip.read(shard));
    });
  });
}

async function readModel(source: ByteSource, find: FindFile): Promise<KerasFile | TfjsGraphFile> {
  return namingFile(source.name, async () => {
    assertAtMost('bytes', source.size, MOST_JSON_BYTES);
    const json = parseJson(await source.slice(0, source.size), 'it');
    if (!looksLikeTfjsModel(json)) {
      throw new FaultError('file-unknown', { reason: 'it is JSON, but no model of TensorFlow.js' });
    }
    const topology = member(json, 'modelTopology');
    const weights = await readTfjsWeights(member(json, 'weightsManifest'), find);
    if (member(topology, 'node') !== undefined) return graphFile(json, weights);
    // The converter wraps what Keras says; TensorFlow.js itself does not.
    const config = member(topology, 'model_config') ?? topology;
    return {
      format: 'tfjs-layers',
      kerasVersion: textMember(topology, 'keras_version') ?? null,
      config: config ?? null,
      naming: 'by-name',
      weights: byLayer(weights),
    };
  });
}

function graphFile(json: JsonValue, weights: ReadonlyMap<string, RawTensor>): TfjsGraphFile {
  // The signature names tensors (`Identity:0`) under keys of its own.
  const signature = member(json, 'signature') ?? member(member(json, 'userDefinedMetadata'), 'signature');
  const names = (part: 'inputs' | 'outputs'): readonly string[] => {
    const entries = member(signature, part);
    return isObject(entries)
      ? Object.entries(entries).map(([key, info]) => (textMember(info, 'name') ?? key).replace(/:\d+$/, ''))
      : [];
  };
  const nodes = items(member(member(json, 'modelTopology'), 'node'));
  return { format: 'tfjs-graph', nodes, weights, inputs: names('inputs'), outputs: names('outputs') };
}

/** `block/conv/kernel` belongs to the layer `conv` (of the model `block`). */
function byLayer(weights: ReadonlyMap<string, RawTensor>): readonly LayerWeights[] {
  const layers = new Map<string, NamedTensor[]>();
  for (const [path, tensor] of weights) {
    const name = path.replace(/:\d+$/, '');
    const group = name.split('/').at(-2) ?? '';
    const list = layers.get(group) ?? [];
    layers.set(group, list);
    list.push({ name, tensor });
  }
  return [...layers].map(([group, tensors]) => ({ group, label: null, tensors }));
}
