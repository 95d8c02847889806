import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../../workers/readers/byteSource';
import { readCifar10 } from '../../../workers/readers/images/cifarBinary';
import { sniffFormat } from '../../../workers/readers/format';
import { readNpz } from '../../../workers/readers/npy';
import { sha256Hex } from '../../../workers/readers/sha256';
import { readTorchCheckpoint } from '../../../workers/readers/torch';
import type { ByteSource } from '../../../workers/readers/byteSource';
import { countingSource } from './fixture';

const CASES = resolve(process.env['RNP_CASES'] ?? '../shared');
const isPresent = existsSync(resolve(CASES, 'parity/backdoored_zip.pth'));
if (!isPresent) console.warn(`skipped: no recorded cases in ${CASES} (set RNP_CASES)`);

function source(path: string): ByteSource {
  return bytesSource(path, new Uint8Array(readFileSync(resolve(CASES, path))));
}

/** Equality byte by byte; vitest's own takes seconds on a network's weights. */
function isSameData(a: ArrayBufferView | undefined, b: ArrayBufferView): boolean {
  if (a === undefined) return false;
  const [left, right] = [a, b].map((view) => Buffer.from(view.buffer, view.byteOffset, view.byteLength));
  return left !== undefined && right !== undefined && left.equals(right);
}

describe.skipIf(!isPresent)('a real backdoored ResNet-18, saved by PyTorch in both formats', () => {
  it('holds the same 122 tensors either way', async () => {
    const zip = await readTorchCheckpoint(source('parity/backdoored_zip.pth'));
    const legacy = await readTorchCheckpoint(source('parity/backdoored_legacy.tar'));
    expect(zip).toMatchObject({ format: 'torch-zip', wrapper: null });
    expect(legacy).toMatchObject({ format: 'torch-legacy', wrapper: 'state_dict' });
    expect(legacy.extras['epoch']).toBe(9);
    expect(legacy.extras['clean_acc']).toBeCloseTo(0.8573, 4);
    expect(zip.tensors.size).toBe(122);
    expect([...legacy.tensors.keys()]).toEqual([...zip.tensors.keys()]);
    for (const [name, { shape, dtype, data }] of zip.tensors) {
      const other = legacy.tensors.get(name);
      expect(other, name).toMatchObject({ shape, dtype });
      expect(isSameData(other?.data, data), name).toBe(true);
    }
    expect(zip.tensors.get('conv1.weight')?.shape).toEqual([16, 3, 3, 3]);
  });

  it('has the names and shapes of the recorded unlearned weights, which are 24 batches older', async () => {
    const { tensors } = await readTorchCheckpoint(source('parity/backdoored_zip.pth'));
    const unlearned = await readNpz(source('parity/unlearned_weights.npz'));
    expect(new Set(unlearned.keys())).toEqual(new Set(tensors.keys()));
    for (const [name, array] of unlearned) expect(array.shape, name).toEqual(tensors.get(name)?.shape);
    const before = tensors.get('bn1.num_batches_tracked')?.data[0] ?? NaN;
    expect(unlearned.get('bn1.num_batches_tracked')?.data[0]).toBe(before + 24);
  });

  it('costs each byte once', async () => {
    for (const path of ['parity/backdoored_zip.pth', 'parity/backdoored_legacy.tar']) {
      const counted = countingSource(source(path));
      await readTorchCheckpoint(counted);
      // The legacy reader's first window of 1 MiB reaches into the storages.
      expect(counted.bytesRead).toBeLessThan(1.05 * counted.size + 2 ** 20);
    }
  });

  it('agrees with the recorded images: record 0 is a cat', async () => {
    const cifar = await readCifar10(source('data/cifar10-test-1000.bin'));
    expect(cifar.count).toBe(1000);
    expect(cifar.labels[0]).toBe(3);
    expect([...cifar.images.subarray(0, 3)]).toEqual([158, 112, 49]);
    const recorded = await readNpz(source('parity/eval64.npz'));
    const images = recorded.get('images_u8_nhwc');
    expect(images?.shape).toEqual([64, 32, 32, 3]);
    expect(isSameData(images?.data, cifar.images.subarray(0, 64 * 32 * 32 * 3))).toBe(true);
  });

  it('is told apart by content, not by name', async () => {
    expect(await sniffFormat(source('parity/backdoored_legacy.tar'))).toBe('torch-legacy');
    expect(await sniffFormat(source('parity/backdoored_zip.pth'))).toBe('torch-zip');
    expect(await sniffFormat(source('parity/recovering.npz'))).toBe('npz');
    expect(await sniffFormat(source('data/cifar10-defense-500.bin'))).toBe('cifar-binary');
  });

  it('has the published hash', async () => {
    expect(await sha256Hex(source('data/cifar10-defense-500.bin'))).toBe(
      'b9b68714c9162a6e154c801234ac5173462d29c25f53051e033485047b8d7636',
    );
  });
});
