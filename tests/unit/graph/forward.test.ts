/** However the executor goes about it - merged or node by node, with or without freeing - the numbers are the same. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engine, type Tensor, tidy } from '../../../workers/device/tf';
import { type BatchTensors, disposeBatch } from '../../../workers/graph/batchTensors';
import { disposeStatistics, forward, type ForwardOptions } from '../../../workers/graph/forward';
import { trainableNames } from '../../../workers/graph/graph';
import { crossEntropy } from '../../../workers/graph/loss';
import { disposeTensors, type OwnedTensors, uploadTensors } from '../../../workers/graph/parameters';
import { planExecution } from '../../../workers/graph/plan';
import { startBackend, tensorCount } from './backends';
import { runPlain } from './plainNetwork';
import { buildTinyResnet, named, tinyBatch, tinyMasks, tinyParameters } from './tinyNetwork';

const graph = buildTinyResnet();
const EVERY_NODE = graph.nodes.map(({ id }) => id).filter((id) => id !== 'input');
const MODES = ['train', 'eval'] as const;
/** Of values of about 1. */
const LARGEST_ERROR = 2e-5;

type Numbers = ArrayLike<number>;

function difference(actual: Numbers | undefined, expected: Numbers): number {
  expect(actual?.length).toBe(expected.length);
  return Math.max(...Array.from(expected, (value, at) => Math.abs((actual?.[at] ?? Number.NaN) - value)));
}

describe('planExecution', () => {
  it('merges every batch norm with the addition and the ReLU behind it', () => {
    const { steps } = planExecution(graph, new Set(), false);
    const merged = steps.filter((step) => step.kind === 'normalise');
    expect(merged).toHaveLength(12);
    // Stem, first and second batch norm of each block; the three projections end in the addition of the other branch.
    expect(merged.filter(({ relu }) => relu)).toHaveLength(9);
    expect(merged.filter(({ inputs }) => inputs.length === 2)).toHaveLength(4);
    expect(steps.some((step) => step.kind === 'node' && ['add', 'activation'].includes(step.node.kind))).toBe(
      false,
    );
  });

  it('takes in the convolutions for inference, but none that is tapped', () => {
    const convolutions = graph.nodes.filter(({ kind }) => kind === 'conv2d').map(({ id }) => id);
    const [tapped = ''] = convolutions;
    const { steps } = planExecution(graph, new Set([tapped]), true);
    const plain = steps.filter((step) => step.kind === 'node' && step.node.kind === 'conv2d');
    expect(plain.map(({ id }) => id)).toEqual([tapped]);
    const folded = steps.flatMap((step) => (step.kind === 'normalise' ? (step.convolution?.id ?? []) : []));
    expect(new Set([...folded, tapped])).toEqual(new Set(convolutions));
  });

  it('merges nothing that is tapped', () => {
    const { steps } = planExecution(graph, new Set(EVERY_NODE), false);
    expect(steps.map(({ id }) => id)).toEqual(graph.nodes.map(({ id }) => id));
  });

  it('frees every value once, after its last use, and never the output', () => {
    const { steps, lastUses } = planExecution(graph, new Set(), false);
    const freed = lastUses.flat();
    expect(new Set(freed).size).toBe(freed.length);
    expect(new Set(freed)).toEqual(new Set(steps.map(({ id }) => id).filter((id) => id !== graph.output)));
    lastUses.forEach((ids, index) => {
      const later = steps.slice(index + 1).flatMap(({ inputs }) => inputs);
      expect(ids.filter((id) => later.includes(id))).toEqual([]);
    });
  });
});

describe.each(['wasm', 'cpu'] as const)('forward on %s', (backend) => {
  let parameters: OwnedTensors;
  let masks: OwnedTensors;
  let batch: BatchTensors;

  beforeAll(async () => {
    await startBackend(backend);
    parameters = uploadTensors(tinyParameters(graph));
    masks = uploadTensors(tinyMasks(graph));
    batch = tinyBatch(3);
  });
  afterAll(() => {
    for (const tensors of [parameters, masks]) disposeTensors(tensors);
    disposeBatch(batch);
  });

  /** Output, taps and batch means as numbers; nothing stays on the device. */
  function run(options: ForwardOptions): Map<string, Float32Array> {
    const read = new Map<string, Float32Array>();
    tidy(() => {
      const passed = forward(graph, parameters, batch.x, { masks, ...options });
      read.set('output', passed.output.dataSync<'float32'>());
      for (const [id, each] of passed.taps) read.set(id, each.dataSync<'float32'>());
      for (const [id, { mean }] of passed.statistics) read.set(`mean of ${id}`, mean.dataSync<'float32'>());
      disposeStatistics(passed.statistics);
    });
    return read;
  }

  it.each(MODES)('gives every node the value of its definition in %s mode', (mode) => {
    const read = run({ mode, taps: EVERY_NODE });
    const tensors = new Map([...tinyParameters(graph), ...tinyMasks(graph)]);
    const expected = runPlain(graph, { shape: batch.x.shape, data: batch.x.dataSync() }, { tensors, mode });
    for (const id of EVERY_NODE)
      expect(difference(read.get(id), named(expected, id).data), id).toBeLessThan(LARGEST_ERROR);
  });

  it.each(MODES)('merged gives what node by node gives in %s mode', (mode) => {
    const apart = run({ mode, taps: EVERY_NODE });
    const merged = run({ mode, taps: graph.layers });
    expect(merged.size).toBe(1 + graph.layers.length + (mode === 'train' ? 12 : 0));
    for (const [id, values] of merged)
      expect(difference(values, named(apart, id)), id).toBeLessThan(LARGEST_ERROR);
  });

  it.each(MODES)('merged gives the gradients that node by node gives in %s mode', (mode) => {
    const by = [...trainableNames(graph).map((name) => named(parameters, name)), ...masks.values()];
    const gradients = (taps: readonly string[]): Tensor[] =>
      tidy(() => {
        const loss = (): Tensor => {
          const { output, statistics } = forward(graph, parameters, batch.x, { mode, masks, taps });
          disposeStatistics(statistics);
          return crossEntropy(output, batch.oneHot);
        };
        return engine().gradients(loss, by).grads;
      });
    const [merged, apart] = [gradients([]), gradients(EVERY_NODE)];
    merged.forEach((each, at) => {
      expect(difference(each.dataSync(), apart[at]?.dataSync() ?? []), String(at)).toBeLessThan(
        LARGEST_ERROR,
      );
    });
    for (const each of [...merged, ...apart]) each.dispose();
  });

  it.each(MODES)('frees on the way without changing a bit in %s mode', (mode) => {
    const taps = graph.layers.slice(1, 3);
    expect(run({ mode, taps, release: true })).toEqual(run({ mode, taps }));
  });

  it('holds only what was asked for when it frees on the way', () => {
    const before = tensorCount();
    const taps = graph.layers.slice(0, 2);
    const passed = forward(graph, parameters, batch.x, { mode: 'train', masks, taps, release: true });
    // Per batch norm: mean and variance.
    expect(tensorCount()).toBe(before + 1 + taps.length + 2 * 12);
    disposeStatistics(passed.statistics);
    for (const each of [passed.output, ...passed.taps.values()]) each.dispose();
    expect(tensorCount()).toBe(before);
  });

  it('goes on behind a node as if it had come from the start', () => {
    const whole = run({ mode: 'eval', taps: graph.layers });
    for (const from of graph.layers) {
      const logits = tidy(() => {
        const x = forward(graph, parameters, batch.x, { mode: 'eval', masks, taps: [from] }).taps.get(from);
        if (x === undefined) throw new RangeError('no tap');
        return forward(graph, parameters, x, { mode: 'eval', masks, from, release: true }).output;
      });
      expect(difference(logits.dataSync(), named(whole, 'output')), from).toBeLessThan(LARGEST_ERROR);
      logits.dispose();
    }
  });

  it('takes absent masks for ones', () => {
    const ones = new Map(
      [...tinyMasks(graph)].map(([id, { shape, data }]) => [id, { shape, data: data.map(() => 1) }]),
    );
    const uploaded = uploadTensors(ones);
    const [with1, without] = [
      run({ mode: 'train', masks: uploaded }),
      run({ mode: 'train', masks: new Map() }),
    ];
    expect(difference(with1.get('output'), named(without, 'output'))).toBeLessThan(1e-6);
    disposeTensors(uploaded);
  });

  it('names the parameter that is missing and leaves nothing behind', () => {
    const before = tensorCount();
    const incomplete = new Map(parameters);
    incomplete.delete('layer3.0.bn1.bias');
    const attempt = (): unknown =>
      tidy(() => forward(graph, incomplete, batch.x, { mode: 'train', release: true }).output);
    expect(attempt).toThrow('layer3.0.bn1.bias');
    expect(tensorCount()).toBe(before);
  });
});
