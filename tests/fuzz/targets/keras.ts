/** HDF5, Keras and TensorFlow.js files under attack: what a reader lets through has to become a network or a fault as well. */
import { unzipSync, zipSync } from 'fflate';
import { importKeras } from '../../../workers/importers/keras/importKeras';
import { torchTensors } from '../../../workers/importers/keras/torchTensors';
import { importTfjsGraph } from '../../../workers/importers/tfjsGraph/importTfjsGraph';
import { reportFile } from '../../../workers/nets/report';
import { bytesSource } from '../../../workers/readers/byteSource';
import { type Hdf5Node, openHdf5 } from '../../../workers/readers/hdf5/file';
import { readKerasH5, readKerasZip } from '../../../workers/readers/keras';
import type { KerasFile } from '../../../workers/readers/kerasFile';
import { readTfjs, readTfjsZip, type TfjsGraphFile } from '../../../workers/readers/tfjs';
import { assertWhole, fixture as anyFixture, withoutChecksums } from '../fixtures';
import { either, PIECEWISE, PLAIN, UNPACKED } from '../budgets';
import type { FuzzTarget } from '../target';

const fixture = (path: string): Uint8Array => anyFixture(`keras/${path}`);

/** Reads all there is, once. */
async function walk(node: Hdf5Node, seen: Set<Hdf5Node>): Promise<void> {
  if (seen.has(node)) return;
  seen.add(node);
  for (const name of ['words', 'names', 'fixed', 'numbers']) await node.attribute(name);
  if (node.dataset !== null) assertWhole(new Map([['a dataset', await node.read()]]));
  for (const name of await node.names()) {
    const child = await node.child(name);
    if (child !== null) await walk(child, seen);
  }
}

/** Takes a file apart as opening it on the page would. */
function build(file: KerasFile): void {
  if (file.config !== null) importKeras(file);
  else reportFile({ name: '', format: '', wrapper: null, tensors: torchTensors(file) });
}

function open(file: KerasFile | TfjsGraphFile): void {
  if (file.format === 'tfjs-graph') importTfjsGraph(file);
  else build(file);
}

function zipWith(name: string, seed: Uint8Array): (bytes: Uint8Array) => Uint8Array {
  const entries = unzipSync(seed);
  return (bytes) => zipSync({ ...entries, [name]: bytes }, { level: 0 });
}

/** Damages the description inside an otherwise honest zip, whose checksums would hide the damage otherwise. */
function configTarget(): FuzzTarget {
  const seed = fixture('small-functional/keras3.keras');
  const zipped = zipWith('config.json', seed);
  const config = unzipSync(seed)['config.json'] ?? new Uint8Array();
  return {
    reader: 'keras-config',
    budget: PLAIN,
    seeds: [config],
    read: async (bytes) => build(await readKerasZip(bytesSource('fuzz.keras', zipped(bytes)))),
  };
}

function tfjsTarget(name: string): FuzzTarget {
  const shard = bytesSource('group1-shard1of1.bin', fixture(`${name}/group1-shard1of1.bin`));
  return {
    reader: `tfjs-${name}`,
    budget: PLAIN,
    seeds: [fixture(`${name}/model.json`)],
    read: async (bytes) => {
      open(await readTfjs(bytesSource('model.json', bytes), [shard]));
    },
  };
}

/** Model and shard in one file, numbers quantised. */
function tfjsZipTarget(): FuzzTarget {
  const names = ['model.json', 'group1-shard1of1.bin'];
  const files = Object.fromEntries(names.map((name) => [name, fixture(`quantised/${name}`)]));
  return {
    reader: 'tfjs-zip',
    seeds: [withoutChecksums(zipSync(files, { level: 0 }))],
    budget: UNPACKED,
    read: async (bytes) => open(await readTfjsZip(bytesSource('fuzz.zip', bytes))),
  };
}

/** Every reader of Keras and TensorFlow.js files. */
export const targets = (): readonly FuzzTarget[] => [
  {
    reader: 'hdf5',
    budget: PIECEWISE,
    seeds: ['earliest', 'latest', 'ordered'].map((kind) => fixture(`hdf5-${kind}-small.h5`)),
    read: async (bytes) => walk(await openHdf5(bytesSource('fuzz.h5', bytes)), new Set()),
  },
  {
    reader: 'keras-h5',
    budget: PIECEWISE,
    seeds: ['keras2.h5', 'keras2.weights.h5', 'keras3.weights.h5'].map((name) => fixture(`small/${name}`)),
    read: async (bytes) => build(await readKerasH5(bytesSource('fuzz.h5', bytes))),
  },
  {
    reader: 'keras-zip',
    budget: either(UNPACKED, PIECEWISE),
    seeds: [fixture('small/keras3.keras'), withoutChecksums(fixture('small/keras3.keras'))],
    read: async (bytes) => build(await readKerasZip(bytesSource('fuzz.keras', bytes))),
  },
  configTarget(),
  tfjsTarget('small'),
  tfjsTarget('small-functional'),
  tfjsTarget('graph-gated'),
  tfjsTarget('graph-folded'),
  tfjsZipTarget(),
];
