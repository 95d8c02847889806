import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../../workers/readers/byteSource';
import { readNpzStateDict } from '../../../workers/readers/npy';
import { readTorchCheckpoint } from '../../../workers/readers/torch';
import { countingSource, faultOf, fixture, fixtureBytes } from './fixture';

describe('a state dict saved with np.savez', () => {
  it('is the same as saved with torch.save, to the last digit', async () => {
    const arrays = await readNpzStateDict(fixture('exact.npz'));
    const { tensors } = await readTorchCheckpoint(fixture('exact.pth'));
    expect([...arrays.keys()]).toEqual([...tensors.keys(), 'fortran', 'big']);
    for (const [name, tensor] of tensors) expect(arrays.get(name), name).toEqual(tensor);
    // Column-major and big-endian arrays hold the same numbers.
    expect(arrays.get('fortran')).toEqual(tensors.get('strided'));
    expect(arrays.get('big')).toEqual(tensors.get('int64'));
  });

  it('keeps names with dots, scalars and every type', async () => {
    const arrays = await readNpzStateDict(fixture('arrays.npz'));
    expect(arrays.get('scalar')).toEqual({ shape: [], dtype: 'float64', data: Float32Array.of(2.5) });
    expect(arrays.get('f2')).toEqual({ shape: [2], dtype: 'float16', data: Float32Array.of(0.5, -2) });
    const named = zipSync({
      'layer1.0.bn1.weight.npy': fixtureBytes('ramp.npy'),
      'notes.txt': new Uint8Array(1),
    });
    expect([...(await readNpzStateDict(bytesSource('a', named))).keys()]).toEqual(['layer1.0.bn1.weight']);
  });

  it('is read once, array by array', async () => {
    const source = countingSource(fixture('exact.npz'));
    await readNpzStateDict(source);
    // The tail with the table of contents is searched in all of a small file, and the table read again.
    expect(source.bytesRead).toBeLessThan(3 * source.size);
  });

  it('with Python objects in it is refused, and the array named', async () => {
    const fault = await faultOf(() => readNpzStateDict(fixture('objects.npz')));
    expect(fault).toMatchObject({
      code: 'file-unknown',
      params: { name: 'bad', type: 'O', reason: 'it holds Python objects, which are not read' },
      file: 'objects.npz',
    });
  });
});
