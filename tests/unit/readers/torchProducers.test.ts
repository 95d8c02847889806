import { describe, expect, it } from 'vitest';
import { faultText } from '../../../src/text/faults';
import { readTorchCheckpoint } from '../../../workers/readers/torch';
import { faultOf, fixture } from './fixture';

const LINEAR = { 'linear.weight': [1, 2], 'linear.bias': [3] };

async function read(name: string): Promise<{ wrapper: string | null; numbers: Record<string, number[]> }> {
  const { wrapper, tensors } = await readTorchCheckpoint(fixture(name));
  return { wrapper, numbers: Object.fromEntries([...tensors].map(([key, { data }]) => [key, [...data]])) };
}

describe('what the training scripts of the field save (spec 6.2)', () => {
  it.each([
    ['iab.pth', 'netC'], // beside two larger generators and a Namespace with a path in it
    ['lira-1.pth', 'clsmodel'],
    ['lira-2.pth', 'netC'], // beside a schedule saved as an object
    ['anp-nested.pth', 'state_dict.state_dict'],
    ['averaged.pth', 'student'], // beside a larger moving average and a teacher
    ['only-averaged.pth', 'ema'],
    ['model-list.pth', 'models.0'],
    ['optimizer-first.pth', '1.net'],
  ])('%s: the weights are under %s', async (name, wrapper) => {
    expect(await read(name)).toEqual({ wrapper, numbers: LINEAR });
  });

  it('tied weights come twice, and do not share memory', async () => {
    const { tensors } = await readTorchCheckpoint(fixture('tied.pth'));
    const [encoder, decoder, row] = [...tensors.values()];
    expect([encoder?.data, decoder?.data, row?.data].map((data) => [...(data ?? [])])).toEqual(
      Array(3).fill([1, 2]),
    );
    expect(encoder?.data.buffer).not.toBe(decoder?.data.buffer);
    expect(decoder?.data.buffer).not.toBe(row?.data.buffer);
  });

  it('generators of triggers are never taken for the network', async () => {
    const fault = await faultOf(() => read('only-generators.pth'));
    expect(fault).toMatchObject({ code: 'file-unknown', params: { keys: 'netG, netM' } });
  });
});

describe('numbers that a float32 cannot hold', () => {
  it('are kept as the file has them, others are not', async () => {
    const { tensors } = await readTorchCheckpoint(fixture('exact.pth'));
    const longs = (name: string): bigint[] => {
      const exact = tensors.get(name)?.exact ?? new Uint8Array(0);
      return [...new BigInt64Array(exact.slice().buffer)];
    };
    expect(longs('int64')).toEqual([2n ** 53n + 1n, -(2n ** 63n), 2n ** 63n - 1n]);
    expect(longs('strided')).toEqual([2n ** 53n + 1n, 2n, 1n, 3n]);
    const doubles = tensors.get('float64')?.exact?.slice().buffer ?? new ArrayBuffer(0);
    expect([...new Float64Array(doubles)]).toEqual([0.1, 1e300]);
    expect(tensors.get('int32')?.exact).toEqual(Uint8Array.of(0xff, 0xff, 0xff, 0x7f));
    expect(tensors.get('counter')).not.toHaveProperty('exact');
  });
});

describe('files with words of their own', () => {
  it.each([
    ['quantised.pth', 'fc.weight', 'quantised'],
    ['quantised-dynamic.pth', 'linear._packed_params._packed_params', 'quantised'],
    ['sparse.pth', 'fc.weight', 'sparse'],
    ['sparse-csr.pth', 'fc.weight', 'sparse'],
    ['complex.pth', 'fc.weight', 'ComplexFloat'],
  ])('%s: the tensor %s is %s', async (file, name, kind) => {
    const fault = await faultOf(() => read(file));
    expect(fault).toMatchObject({ code: 'tensor-unsupported', params: { name, kind }, file });
    expect(faultText(fault).cause).toContain(`${name} is ${kind}`);
  });

  it('a whole module is refused even beside a state dict, and the remedy is the line to run', async () => {
    const fault = await faultOf(() => read('whole-module-wrapped.pth'));
    expect(fault).toMatchObject({
      code: 'model-not-weights',
      params: { kind: 'module', name: '__main__.Net' },
    });
    expect(faultText(fault).cause).toContain('the code of __main__.Net; nothing of it was executed');
    expect(faultText(fault).remedy).toContain("torch.save(model.state_dict(), 'model.pth')");
  });

  it('so is a TorchScript archive', async () => {
    const fault = await faultOf(() => read('script.pt'));
    expect(fault).toMatchObject({ code: 'model-not-weights', params: { kind: 'script' } });
    expect(faultText(fault).remedy).toContain('torch.jit.load(path)');
    expect(faultText(fault).remedy).toContain("torch.save(model.state_dict(), 'model.pth')");
  });
});
