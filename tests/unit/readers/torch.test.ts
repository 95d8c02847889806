import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../../workers/readers/byteSource';
import { readTorchCheckpoint, type TorchCheckpoint } from '../../../workers/readers/torch';
import { countingSource, faultOf, fixture, fixtureBytes } from './fixture';

function numbersOf(checkpoint: TorchCheckpoint): Record<string, number[]> {
  return Object.fromEntries([...checkpoint.tensors].map(([name, tensor]) => [name, [...tensor.data]]));
}

const LINEAR = { 'linear.weight': [1, 2], 'linear.bias': [3] };

for (const format of ['zip', 'legacy'] as const) {
  describe(`a checkpoint in the ${format} format`, () => {
    it('gives a bare state dict in its own order', async () => {
      const checkpoint = await readTorchCheckpoint(fixture(`bare-${format}.pth`));
      expect(checkpoint).toMatchObject({ format: `torch-${format}`, wrapper: null, extras: {} });
      expect([...checkpoint.tensors]).toEqual([
        [
          'conv1.weight',
          { shape: [2, 1, 1, 3], dtype: 'float32', data: Float32Array.of(0, 0.5, 1, 1.5, 2, 2.5) },
        ],
        ['bn1.weight', { shape: [2], dtype: 'float32', data: Float32Array.of(1, -2) }],
        ['bn1.num_batches_tracked', { shape: [], dtype: 'int64', data: Float32Array.of(782) }],
      ]);
    });

    it('reads the same from pickle protocol 4', async () => {
      const checkpoint = await readTorchCheckpoint(fixture(`protocol4-${format}.pth`));
      expect(checkpoint.tensors).toEqual((await readTorchCheckpoint(fixture(`bare-${format}.pth`))).tensors);
    });

    it('widens every element type to its numeric value', async () => {
      const checkpoint = await readTorchCheckpoint(fixture(`dtypes-${format}.pth`));
      for (const [name, tensor] of checkpoint.tensors) expect(tensor.dtype).toBe(name);
      const numbers = numbersOf(checkpoint);
      const smallest = 2 ** -24; // the smallest half; exact in all three
      expect(numbers['float64']).toEqual([0.5, -1.25, 65504, smallest]);
      expect(numbers['float16']).toEqual([0.5, -1.25, 65504, smallest]);
      expect(numbers['bfloat16']).toEqual([0.5, -1.25, 65536, smallest]); // 8 bits of precision
      expect(numbers['int64']).toEqual([0, -1, 2 ** 40, -(2 ** 40)]);
      expect(numbers['int32']).toEqual([-(2 ** 31), 2 ** 31, 7, 0]); // 2^31 - 1 is not a float32
      expect(numbers['int16']).toEqual([-(2 ** 15), 2 ** 15 - 1, 7, 0]);
      expect(numbers['int8']).toEqual([-128, 127, 7, 0]);
      expect(numbers['uint8']).toEqual([0, 255, 7, 0]);
      expect(numbers['bool']).toEqual([1, 0, 1, 1]);
    });

    it('honours offsets and strides of tensors that share one storage', async () => {
      const checkpoint = await readTorchCheckpoint(fixture(`windows-${format}.pth`));
      expect(numbersOf(checkpoint)).toEqual({
        whole: [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5],
        transposed: [0, 1.5, 3, 4.5, 0.5, 2, 3.5, 5, 1, 2.5, 4, 5.5],
        window: [2, 2.5, 3.5, 4],
        every_other: [0, 1, 2, 3, 4, 5],
        repeated: [7, 7, 7],
        scalar: [2.5],
        empty: [],
      });
      expect(checkpoint.tensors.get('transposed')?.shape).toEqual([3, 4]);
      expect(checkpoint.tensors.get('empty')?.shape).toEqual([0, 3]);
    });

    it('finds the weights beside an optimizer, and keeps the small facts', async () => {
      const checkpoint = await readTorchCheckpoint(fixture(`wrapped-${format}.pth`));
      expect(checkpoint.wrapper).toBe('state_dict');
      expect(numbersOf(checkpoint)).toEqual(LINEAR);
      expect(checkpoint.extras).toEqual({
        epoch: 9,
        clean_acc: 0.875,
        bad_acc: 0.25, // a numpy.float64
        img_size: [32, 32, 3],
        arch: 'tiny',
        best: null, // NaN is not JSON
      });
      expect(JSON.parse(JSON.stringify(checkpoint.extras))).toEqual(checkpoint.extras);
    });

    it('refuses a whole module and names its class', async () => {
      const fault = await faultOf(() => readTorchCheckpoint(fixture(`whole-module-${format}.pth`)));
      expect(fault).toMatchObject({
        code: 'model-not-weights',
        params: { kind: 'module', name: '__main__.Net' },
      });
    });

    it('refuses a pickle that would run a command, and names the command', async () => {
      const fault = await faultOf(() => readTorchCheckpoint(fixture(`evil-${format}.pth`)));
      // On Linux Python pickles os.system under its real module.
      expect(fault).toMatchObject({ code: 'pickle-refused', params: { name: 'posix.system' } });
      expect(fault.file).toBe(`evil-${format}.pth`);
    });

    it('says of every truncation that the file is damaged', async () => {
      const whole = fixtureBytes(`wrapped-${format}.pth`);
      for (let length = 64; length < whole.length; length += 37) {
        const fault = await faultOf(() =>
          readTorchCheckpoint(bytesSource('cut.pth', whole.slice(0, length))),
        );
        expect(fault.code, `${length} of ${whole.length} bytes`).toBe('file-damaged');
        expect(fault.params['reason']).toEqual(expect.any(String));
        expect(fault.file).toBe('cut.pth');
      }
    });
  });
}

describe('wrappers', () => {
  it('may be nested; names are the file’s own, module. prefixes included', async () => {
    const checkpoint = await readTorchCheckpoint(fixture('nested-module.pth'));
    expect(checkpoint).toMatchObject({ wrapper: 'model.state_dict', extras: { num_classes: 10 } });
    expect(numbersOf(checkpoint)).toEqual({ 'module.linear.weight': [1, 2], 'module.linear.bias': [3] });
  });

  it('keep a module. prefix that only some keys have', async () => {
    const checkpoint = await readTorchCheckpoint(fixture('partly-module.pth'));
    expect(checkpoint).toMatchObject({ wrapper: 'net', extras: { acc: 91.5, epoch: 3 } });
    expect(numbersOf(checkpoint)).toEqual({ ...LINEAR, 'module.extra': [4] });
  });

  it('win over loose tensors beside them', async () => {
    const checkpoint = await readTorchCheckpoint(fixture('loose-tensors.pth'));
    expect(checkpoint.wrapper).toBe('netC');
    expect(numbersOf(checkpoint)).toEqual(LINEAR);
  });

  it('under an unknown key are found too, and parameters are tensors', async () => {
    const checkpoint = await readTorchCheckpoint(fixture('parameter.pth'));
    expect(checkpoint.wrapper).toBe('weights');
    expect(numbersOf(checkpoint)).toEqual({ 'linear.weight': [1, 2] });
  });

  it('that hold only an optimizer, or nothing, are no network; their keys are listed', async () => {
    const optimizer = await faultOf(() => readTorchCheckpoint(fixture('optimizer-only.pth')));
    expect(optimizer).toMatchObject({ code: 'file-unknown', params: { keys: 'state, param_groups' } });
    const nothing = await faultOf(() => readTorchCheckpoint(fixture('no-tensors.pth')));
    expect(nothing).toMatchObject({ code: 'file-unknown', params: { keys: 'epoch, history' } });
  });

  it('with keys such as __proto__ hold just those keys', async () => {
    const { tensors } = await readTorchCheckpoint(fixture('prototype-keys.pth'));
    expect([...tensors.keys()]).toEqual(['__proto__', 'constructor']);
  });
});

describe('files that are no checkpoint', () => {
  it('empty ones say so', async () => {
    const fault = await faultOf(() => readTorchCheckpoint(bytesSource('nothing.pth', new Uint8Array(0))));
    expect(fault).toMatchObject({ code: 'file-empty', file: 'nothing.pth' });
  });

  it('other formats are unknown', async () => {
    const fault = await faultOf(() => readTorchCheckpoint(fixture('three.bin')));
    expect(fault.code).toBe('file-unknown');
  });

  it('a flipped bit in the weights is noticed by its checksum', async () => {
    const bytes = fixtureBytes('bare-zip.pth');
    const weights = Float32Array.of(0, 0.5, 1, 1.5, 2, 2.5);
    const at = Buffer.from(bytes).indexOf(Buffer.from(weights.buffer));
    expect(at).toBeGreaterThan(0);
    bytes[at + 5] = (bytes[at + 5] ?? 0) ^ 1;
    const fault = await faultOf(() => readTorchCheckpoint(bytesSource('flipped.pth', bytes)));
    expect(fault).toMatchObject({
      code: 'file-damaged',
      params: { reason: expect.stringContaining('checksum') as unknown },
    });
  });
});

describe('cost', () => {
  it('storages of the optimizer are not read, and no storage is read twice', async () => {
    for (const name of ['wrapped-legacy.pth', 'windows-legacy.pth']) {
      const source = countingSource(fixture(name));
      await readTorchCheckpoint(source);
      // The first window covers all of a small file; storages come on top of it, each at most once.
      const again = source.bytesRead - source.size;
      expect(again).toBeLessThan(source.size / 2);
    }
  });
});
