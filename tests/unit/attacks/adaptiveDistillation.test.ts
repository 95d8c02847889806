/** Adaptive distillation: the gradient of its penalty, whom it counts, and that it can be cut off anywhere. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanShares } from '../../../workers/attacks/adaptiveDistillation';
import { attentionPenalty } from '../../../workers/training/attentionPenalty';
import { differentiateBatch } from '../../../workers/training/train';
import { attentionNodes } from '../../../workers/graph/attentionMap';
import { type BatchTensors, disposeBatch } from '../../../workers/graph/batchTensors';
import { disposeStep } from '../../../workers/graph/gradients';
import {
  disposeTensors,
  downloadTensors,
  type OwnedTensors,
  uploadTensors,
} from '../../../workers/graph/parameters';
import { initialParameters } from '../../../workers/nets/initialise';
import { BADNETS_TRIGGER, type StampedTrigger } from '../../../workers/protocol';
import { startBackend, tensorCount } from '../graph/backends';
import { plainLoss, type PlainTensor, type PlainTensors, runPlain } from '../graph/plainNetwork';
import {
  buildTinyResnet,
  named,
  TINY_NORMALISATION,
  tinyBatch,
  tinyImages,
  tinyParameters,
} from '../graph/tinyNetwork';
import { runAttack, TINY_TRAIN } from './attackRun';
import { expectNothingLeft, expectResumable, stagesOf } from './crafted';

const CORNER: StampedTrigger = { ...BADNETS_TRIGGER, row: 5, column: 5 };

const ATTACK = {
  id: 'adaptive-distillation',
  options: { rate: 0.2 },
  context: {
    images: tinyImages(80),
    trigger: CORNER,
    train: { ...TINY_TRAIN, epochs: 2, batchSize: 16, augmentation: 'none' },
  },
} as const;

beforeAll(async () => {
  await startBackend('wasm');
});

describe('the penalty of adaptive distillation', () => {
  const graph = buildTinyResnet();
  const WEIGHT = 100;
  /** The second image of the batch is poisoned. */
  const POISONED = new Set([1]);
  const INDICES = Uint32Array.from([0, 1, 2]);
  let student: OwnedTensors;
  let teacher: OwnedTensors;
  let batch: BatchTensors;

  beforeAll(() => {
    student = uploadTensors(tinyParameters(graph));
    teacher = uploadTensors(initialParameters(graph, 8));
    batch = tinyBatch(INDICES.length);
  });
  afterAll(() => {
    for (const each of [student, teacher]) disposeTensors(each);
    disposeBatch(batch);
  });

  /** NAD's attention of one image, in double precision. */
  function attentionOf({ shape, data }: PlainTensor, image: number): number[] {
    const [, rows = 1, columns = 1, channels = 1] = shape;
    const energies = Array.from({ length: rows * columns }, (_, pixel) => {
      const from = (image * rows * columns + pixel) * channels;
      return Array.from({ length: channels }, (__, c) => (data[from + c] ?? 0) ** 2).reduce((a, b) => a + b);
    });
    const length = Math.hypot(...energies);
    return energies.map((energy) => energy / length);
  }

  function plainObjective(tensors: PlainTensors): number {
    const x = { shape: batch.x.shape, data: batch.x.dataSync() };
    const own = runPlain(graph, x, { tensors, mode: 'train' });
    const other = runPlain(graph, x, { tensors: initialParameters(graph, 8), mode: 'eval' });
    const distances = attentionNodes(graph).flatMap((id) =>
      [0, 2].map((image) => {
        const [one, two] = [attentionOf(named(own, id), image), attentionOf(named(other, id), image)];
        return one.reduce((sum, value, at) => sum + (value - (two[at] ?? 0)) ** 2 / one.length, 0) / 2;
      }),
    );
    const penalty = distances.reduce((sum, each) => sum + each, 0);
    return plainLoss(graph, x, batch.labels, { tensors, mode: 'train' }) + WEIGHT * penalty;
  }

  it('has the value and the slope of plain numbers, and leaves nothing behind', async () => {
    const before = tensorCount();
    const classifier = { graph, parameters: teacher, normalisation: TINY_NORMALISATION };
    const penalty = attentionPenalty(graph, classifier, (indices) => cleanShares(indices, POISONED), [
      WEIGHT,
      WEIGHT,
      WEIGHT,
    ]);
    const step = differentiateBatch({ graph, parameters: student, penalty }, batch, INDICES);
    const gradients = await downloadTensors(step.gradients);
    const value = step.value.dataSync()[0] ?? Number.NaN;
    disposeStep(step);
    expect(tensorCount()).toBe(before);
    const host = tinyParameters(graph);
    const plain = plainObjective(host);
    // The penalty is what most of it is made of.
    expect(plain).toBeGreaterThan(3);
    expect(value / plain).toBeCloseTo(1, 5);
    const REACH = 1e-6;
    for (const [name, { data: gradient }] of gradients) {
      const { shape, data } = named(host, name);
      const length = Math.hypot(...gradient);
      const lossAt = (by: number): number => {
        const moved = Float64Array.from(data, (each, at) => each + (by * (gradient[at] ?? 0)) / length);
        return plainObjective(new Map<string, PlainTensor>(host).set(name, { shape, data: moved }));
      };
      const slope = (lossAt(REACH) - lossAt(-REACH)) / (2 * REACH);
      expect(slope / length, name).toBeCloseTo(1, 2);
    }
  });

  it('counts the clean images alike and the poisoned ones not at all', () => {
    const found = cleanShares(Uint32Array.from([5, 9, 2, 7]), new Set([9]));
    expect(found.shape).toEqual([4, 1, 1]);
    const third = Math.fround(1 / 3);
    expect(Array.from(found.dataSync())).toEqual([third, 0, third, third]);
    found.dispose();
    const none = cleanShares(Uint32Array.from([9]), new Set([9]));
    expect(Array.from(none.dataSync())).toEqual([0]);
    none.dispose();
  });
});

describe('adaptive distillation', () => {
  it('trains a teacher, then a student from fresh weights on poisoned images', async () => {
    const tried = await runAttack(ATTACK);
    expect(tried.events[0]).toMatchObject({
      kind: 'planted',
      trigger: CORNER,
      poison: { images: 80, poisoned: 16, cover: 0 },
    });
    expect(stagesOf(tried)).toEqual(['prepare', 'train']);
    // The teacher is learned first; the student is there only afterwards.
    const groups = [...(tried.snapshots[1]?.tensors.keys() ?? [])];
    expect(groups).toContain('surrogate');
    expect(groups).not.toContain('classifier');
  });

  it('does not become the network that BadNets alone gives', async () => {
    const heeded = await runAttack(ATTACK);
    const unheeded = await runAttack({ ...ATTACK, options: { ...ATTACK.options, attentionWeight: 0 } });
    const plain = await runAttack({ ...ATTACK, id: 'badnets' });
    const weights = ({ tensors }: typeof plain): ArrayLike<number> =>
      named(named(tensors, 'classifier'), 'linear.weight').data;
    expect(weights(heeded)).not.toEqual(weights(plain));
    // A weight of 0 is BadNets.
    const largest = Math.max(
      ...Array.from(weights(unheeded), (value, at) => Math.abs(value - (weights(plain)[at] ?? Number.NaN))),
    );
    expect(largest).toBeLessThan(1e-5);
  });

  it('goes on after any epoch as if it had not been cut off', async () => {
    await expectResumable(ATTACK);
  });

  it('leaves nothing behind, wherever it is stopped', async () => {
    await expectNothingLeft(ATTACK, [1, 5, 10, 11, 15, 99]);
  });

  it('refuses at once what cannot be', async () => {
    const thrown: unknown = await runAttack({ ...ATTACK, options: { rate: 0.001 } }).catch(
      (each: unknown) => each,
    );
    expect(thrown).toMatchObject({
      fault: { code: 'trigger-invalid', params: { reason: 'poisons-nothing' } },
    });
  });
});
