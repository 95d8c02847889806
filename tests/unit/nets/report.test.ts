/** The file doctor's table, and the way back into the file. */
import { describe, expect, it } from 'vitest';
import { loadStateDict } from '../../../workers/nets/load';
import { toOriginal } from '../../../workers/nets/origin';
import { reportFile } from '../../../workers/nets/report';
import { buildResnetCifar } from '../../../workers/nets/resnetCifar';
import { buildVggCifar } from '../../../workers/nets/vggCifar';
import { type RawTensor, tensorOf } from '../../../workers/readers/elements';
import { RUNS } from './goldens';
import { madeUpState } from './madeUp';

const graph = buildResnetCifar({ width: 4, classes: 6, blocks: [1, 1, 1, 1], inputChannels: 3 });

/** A file as DataParallel wrote it, halved, with what does not belong there. */
function messyFile(): Map<string, RawTensor> {
  const state = new Map<string, RawTensor>();
  state.set('epoch_weights', { shape: [2], dtype: 'float64', data: Float32Array.of(1, Number.NaN) });
  for (const [name, tensor] of [...madeUpState(graph)].toReversed())
    state.set(`module.${name}`, tensor.dtype === 'int64' ? tensor : { ...tensor, dtype: 'float16' });
  state.set('module.bn1.neuron_mask', { shape: [4], dtype: 'float32', data: new Float32Array(4).fill(1) });
  return state;
}

describe('reportFile', () => {
  const file = { name: 'net.pth', format: 'torch-zip', wrapper: 'state_dict' };

  it('has a row for every tensor: shape, type, range, what it was taken for', () => {
    const tensors = messyFile();
    tensors.set('module.linear.bias', { shape: [7], dtype: 'float32', data: new Float32Array(7) });
    tensors.delete('module.bn1.bias');
    const report = reportFile({ ...file, tensors });
    expect(report).toMatchObject(file);
    expect(report.tensors.map(({ name }) => name)).toEqual([...tensors.keys()]);
    const row = (name: string) => report.tensors.find((each) => each.name === name);
    expect(row('epoch_weights')).toEqual({
      name: 'epoch_weights',
      shape: [2],
      dtype: 'float64',
      range: [1, 1],
      notFinite: 1,
      state: 'unused',
      parameter: null,
    });
    expect(row('module.bn1.weight')).toMatchObject({
      dtype: 'float16',
      state: 'matched',
      parameter: 'bn1.weight',
    });
    expect(row('module.bn1.neuron_mask')).toMatchObject({ state: 'ignored', parameter: null });
    expect(row('module.bn1.num_batches_tracked')).toMatchObject({ state: 'ignored', range: [24, 24] });
    expect(row('module.linear.weight')).toMatchObject({ state: 'misshapen', parameter: 'linear.weight' });
    expect(report.missing).toEqual([{ name: 'bn1.bias', shape: [4] }]);
    expect(report.chosen).toBe(report.candidates[0]);
    expect(report.chosen).toMatchObject({
      family: 'resnet-cifar',
      classes: 7,
      needed: graph.parameters.size,
    });
    expect(report.chosen?.differences).toContainEqual({ kind: 'missing', part: 'bn1.bias', count: 1 });
  });

  it('says where a fitting file holds values that are no numbers', () => {
    const tensors = madeUpState(graph);
    const data = new Float32Array(4).fill(Infinity);
    tensors.set('bn1.bias', { shape: [4], dtype: 'float32', data });
    const { chosen, tensors: rows, missing } = reportFile({ ...file, tensors });
    expect(chosen?.differences).toEqual([{ kind: 'not-finite', name: 'bn1.bias' }]);
    expect(missing).toEqual([]);
    expect(rows.find(({ name }) => name === 'bn1.bias')).toMatchObject({ range: null, notFinite: 4 });
  });

  it('follows a hint, and has no candidate for what is something else', () => {
    const tensors = madeUpState(graph);
    const hinted = reportFile({ ...file, tensors }, { architecture: 'preact-resnet' });
    expect(hinted.candidates.map(({ family }) => family)).toEqual([
      'preact-resnet',
      'resnet-cifar',
      'resnet-torchvision',
    ]);
    expect(hinted.chosen).toBe(hinted.candidates[0]);
    expect(hinted.chosen?.differences).toContainEqual({ kind: 'unused', part: 'bn1', count: 4 });
    const none = reportFile({
      ...file,
      tensors: new Map([['x', { shape: [1], dtype: 'float32', data: Float32Array.of(2) }]]),
    });
    expect(none).toMatchObject({ candidates: [], chosen: null, missing: [] });
    expect(none.tensors).toMatchObject([{ state: 'unused', range: [2, 2] }]);
  });
});

describe('toOriginal', () => {
  it('gives back the file: names, order, types, layouts, and what is no weight', () => {
    const tensors = messyFile();
    const { graph: read, host, origin } = loadStateDict(tensors, {}, { wrapper: 'net' });
    expect(origin.wrapper).toBe('net');
    expect([...toOriginal(read, host, origin)]).toEqual([...tensors]);
    for (const { parameter, tensor } of origin.entries) expect(tensor === null).toBe(parameter !== null);
  });

  it('carries changed weights', () => {
    const { graph: read, host, origin } = loadStateDict(messyFile());
    const changed = new Map(host).set('bn1.weight', { shape: [4], data: Float32Array.of(0, 1, 2, 3) });
    expect(toOriginal(read, changed, origin).get('module.bn1.weight')).toEqual({
      shape: [4],
      dtype: 'float16',
      data: Float32Array.of(0, 1, 2, 3),
    });
  });

  it('hands doubles back with every digit while they are what they were', () => {
    const doubles = new Map(
      [...madeUpState(graph)].map(([name, { shape, data }]) => {
        // A tenth of a float32 has digits that a float32 lacks.
        const values = Float64Array.from(data, (value) => value / 10);
        return [name, tensorOf(shape, 'float64', new Uint8Array(values.buffer))] as const;
      }),
    );
    const { graph: read, host, origin } = loadStateDict(doubles);
    expect([...toOriginal(read, host, origin)]).toEqual([...doubles]);
    const bias = Float32Array.from({ length: 6 }, (_, at) => at / 10);
    const changed = toOriginal(read, new Map(host).set('linear.bias', { shape: [6], data: bias }), origin);
    expect(changed.get('linear.bias')).toEqual({ shape: [6], dtype: 'float64', data: bias });
    expect(changed.get('linear.weight')).toEqual(doubles.get('linear.weight'));
  });

  it.each(['vgg11-torchvision', 'mobilenetv2-narrow', 'preactresnet18'])(
    'goes there and back for %s',
    (id) => {
      const tensors = madeUpState(RUNS[id]?.graph() ?? graph);
      const { graph: read, host, origin } = loadStateDict(tensors);
      for (const [name, tensor] of toOriginal(read, host, origin)) {
        expect(tensor.shape).toEqual(tensors.get(name)?.shape);
        expect(Buffer.compare(bytes(tensor), bytes(tensors.get(name))), name).toBe(0);
      }
    },
  );
});

function bytes(tensor: RawTensor | undefined): Uint8Array {
  return new Uint8Array(tensor?.data.buffer ?? new ArrayBuffer(0));
}

describe('notes', () => {
  it('tell of masks on convolutions, dropout that is off, and assumed sizes', () => {
    const notesOf = (name: string) => loadStateDict(madeUpState(RUNS[name]?.graph() ?? graph)).notes;
    expect(notesOf('resnet18-cifar')).toEqual([]);
    expect(notesOf('resnet18-grey')).toEqual([{ kind: 'input-size-assumed' }]);
    expect(notesOf('efficientnetb0-cifar')).toEqual([
      { kind: 'dropout-off' },
      { kind: 'input-size-assumed' },
    ]);
    const plain = buildVggCifar({ depth: 13, width: 4, batchNorm: false, classes: 10, inputChannels: 1 });
    expect(loadStateDict(madeUpState(plain)).notes).toEqual([{ kind: 'masks-on-convolutions', count: 10 }]);
  });
});
