import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../../workers/readers/byteSource';
import type { RawTensor } from '../../../workers/readers/elements';
import { PIECE_BYTES } from '../../../workers/readers/pieces';
import { readSafetensors } from '../../../workers/readers/safetensors';
import { sha256Hex } from '../../../workers/readers/sha256';
import { readTorchCheckpoint } from '../../../workers/readers/torch';
import { sparseSafetensors, sparseTorchLegacy, sparseTorchZip, type SparseSource } from './sparseFiles';

const MIB = 2 ** 20;
const WEIGHT_BYTES = 3 * 128 * MIB;
type Read = (source: SparseSource) => Promise<{ tensors: Map<string, RawTensor> }>;

/** Three weights of 128 MiB, and in PyTorch's files a fourth tensor that is the optimizer's: 512 MiB. */
const CASES: readonly [string, SparseSource, Read][] = [
  ['PyTorch zip', sparseTorchZip(3), readTorchCheckpoint],
  ['PyTorch legacy', sparseTorchLegacy(3), readTorchCheckpoint],
  ['safetensors', sparseSafetensors(3), readSafetensors],
];

describe.each(CASES)('a file of half a gigabyte: %s', (_, source, read) => {
  it('is read in pieces, the weights once and the optimizer never', async () => {
    expect(source.size).toBeGreaterThan(WEIGHT_BYTES);
    const { tensors } = await read(source);
    expect([...tensors.values()].map(({ data }) => data.byteLength)).toEqual(Array(3).fill(128 * MIB));
    expect(source.asked.largest).toBeLessThanOrEqual(PIECE_BYTES);
    // The legacy reader's first window of 1 MiB reaches into the storages.
    expect(source.asked.bytes).toBeLessThan(WEIGHT_BYTES + 1.1 * MIB);
  });
});

describe('sha256', () => {
  it('takes a large file in pieces, each byte once, and tells how far it is', async () => {
    const source = sparseTorchZip(3);
    const told: number[] = [];
    await sha256Hex(source, (done) => void told.push(done));
    expect(source.asked).toEqual({ bytes: source.size, largest: PIECE_BYTES });
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told.at(-1)).toBe(source.size);
  });

  it.each([0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1])(
    'agrees with Node over %i bytes',
    async (size) => {
      const bytes = Uint8Array.from({ length: size }, (_, i) => (i * i) >> 5);
      const expected = createHash('sha256').update(bytes).digest('hex');
      expect(await sha256Hex(bytesSource('a', bytes))).toBe(expected);
    },
  );

  it('stops where its listener throws', async () => {
    const stop = sha256Hex(sparseTorchZip(3), () => {
      throw new RangeError('enough');
    });
    await expect(stop).rejects.toThrow('enough');
  });
});
