import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { formatMaskValues } from '../../workers/export/maskValues';
import { writeSafetensors } from '../../workers/export/safetensors';
import { imageTargets } from './targets/images';
import { onnxTargets } from './targets/onnx';
import { FaultError } from '../../workers/protocol/faults';
import { bytesSource } from '../../workers/readers/byteSource';
import { readCifar10 } from '../../workers/readers/images/cifarBinary';
import { elementCount, type RawTensor } from '../../workers/readers/elements';
import { sniffFormat } from '../../workers/readers/format';
import { readMaskValues } from '../../workers/readers/maskValues';
import { readNpy, readNpz } from '../../workers/readers/npy';
import { readSafetensors } from '../../workers/readers/safetensors';
import { torchFileTargets } from './targets/torchFiles';
import { kerasTargets } from './targets/keras';

/** A reader under attack, with honest files to start from. */
export interface FuzzTarget {
  readonly reader: string;
  readonly seeds: readonly Uint8Array[];
  readonly read: (bytes: Uint8Array) => unknown;
}

/** What a reader made of one input; `crash` is whatever it threw that is not a fault. */
export type FuzzOutcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'fault' }
  | { readonly kind: 'crash'; readonly thrown: unknown };

/** Feeds one input to one reader. */
export async function probe(target: FuzzTarget, bytes: Uint8Array): Promise<FuzzOutcome> {
  try {
    await target.read(bytes);
    return { kind: 'accepted' };
  } catch (thrown) {
    return thrown instanceof FaultError ? { kind: 'fault' } : { kind: 'crash', thrown };
  }
}

function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../fixtures/${name}`, import.meta.url)));
}

/** What was accepted must be whole: as many numbers as the shape says. */
function assertWhole(tensors: ReadonlyMap<string, RawTensor>): void {
  for (const [name, { shape, data }] of tensors) {
    if (data.length !== elementCount(shape))
      throw new Error(`${name}: ${data.length} numbers, shape ${shape.join('x')}`);
  }
}

const ZIP_SEEDS = ['bare-zip', 'wrapped-zip', 'windows-zip', 'dtypes-zip', 'parameter', 'protocol4-zip'];
const LEGACY_SEEDS = ['bare-legacy', 'wrapped-legacy', 'windows-legacy', 'dtypes-legacy', 'protocol4-legacy'];

function safetensorsSeed(): Uint8Array {
  return writeSafetensors(
    new Map([
      ['conv1.weight', { shape: [2, 1, 1, 3], dtype: 'float32', data: [0, 0.5, 1, 1.5, 2, 2.5] } as const],
      ['bn1.num_batches_tracked', { shape: [], dtype: 'int64', data: [782] } as const],
    ]),
    { source: 'fuzz' },
  );
}

function maskSeed(): Uint8Array {
  const rows = [0, 0.25, 1].map((score, channel) => ({ layer: 'layer1.0.bn1', channel, score }));
  return new TextEncoder().encode(formatMaskValues(rows));
}

/** Every reader that meets files from outside. */
export function fuzzTargets(): readonly FuzzTarget[] {
  const zips = ZIP_SEEDS.map((name) => fixture(`${name}.pth`));
  const legacies = LEGACY_SEEDS.map((name) => fixture(`${name}.pth`));
  const npz = fixture('arrays.npz');
  const npy = [...Object.values(unzipSync(npz)), fixture('ramp.npy')];
  const everything = [...zips, ...legacies, npz, ...npy, fixture('three.bin'), safetensorsSeed(), maskSeed()];
  return [
    ...onnxTargets(),
    { reader: 'sniff', seeds: everything, read: (bytes) => sniffFormat(bytesSource('fuzz', bytes)) },
    ...torchFileTargets(),
    { reader: 'npy', seeds: npy, read: (bytes) => readNpy(bytes) },
    { reader: 'npz', seeds: [npz], read: (bytes) => readNpz(bytes) },
    {
      reader: 'safetensors',
      seeds: [safetensorsSeed()],
      read: async (bytes) => assertWhole((await readSafetensors(bytesSource('fuzz', bytes))).tensors),
    },
    {
      reader: 'cifar',
      seeds: [fixture('three.bin')],
      read: (bytes) => readCifar10(bytesSource('fuzz', bytes)),
    },
    {
      reader: 'mask-values',
      seeds: [maskSeed()],
      read: (bytes) => readMaskValues(bytesSource('fuzz', bytes)),
    },
    ...imageTargets(),
    ...kerasTargets(),
  ];
}
