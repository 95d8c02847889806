/** AWP: the gradient of its loss, the ball it stays in, and that it can be cut off anywhere. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differentiatePairs, project, radii } from '../../../workers/attacks/awp';
import { concat, type ImageSet } from '../../../workers/data/images';
import { applyTrigger } from '../../../workers/data/triggers/triggers';
import { type BatchTensors, disposeBatch, uploadBatch } from '../../../workers/graph/batchTensors';
import { disposeStep } from '../../../workers/graph/gradients';
import { trainableNames } from '../../../workers/graph/graph';
import {
  disposeTensors,
  downloadTensors,
  type OwnedTensors,
  uploadTensors,
} from '../../../workers/graph/parameters';
import { BADNETS_TRIGGER, type StampedTrigger } from '../../../workers/protocol';
import { startBackend, tensorCount } from '../graph/backends';
import { plainLoss, type PlainTensor } from '../graph/plainNetwork';
import { buildTinyResnet, named, TINY_NORMALISATION, tinyImages, tinyParameters } from '../graph/tinyNetwork';
import { lossesOf, runAttack, TINY_TRAIN } from './attackRun';
import { expectNothingLeft, expectResumable, stagesOf } from './crafted';

const CORNER: StampedTrigger = { ...BADNETS_TRIGGER, row: 5, column: 5 };

/** 5 steps an epoch of the honest network; 3 epochs of 2 steps of the search. */
const ATTACK = {
  id: 'awp',
  options: { share: 0.5, epochs: 3, learningRate: 0.05, radius: 0.5 },
  context: {
    images: tinyImages(80),
    trigger: CORNER,
    train: { ...TINY_TRAIN, epochs: 2, batchSize: 16, augmentation: 'none' },
  },
} as const;

beforeAll(async () => {
  await startBackend('wasm');
});

describe('the loss of AWP', () => {
  const graph = buildTinyResnet();
  const WEIGHT = 0.7;
  let parameters: OwnedTensors;
  let batch: BatchTensors;

  beforeAll(() => {
    parameters = uploadTensors(tinyParameters(graph));
    const clean = tinyImages(3);
    const pixels = applyTrigger(CORNER, clean.pixels, clean);
    const pairs: ImageSet = concat(clean, { ...clean, pixels, labels: new Uint16Array(3) });
    batch = uploadBatch(pairs, Uint32Array.from([0, 1, 2, 3, 4, 5]), TINY_NORMALISATION, null);
  });
  afterAll(() => {
    disposeTensors(parameters);
    disposeBatch(batch);
  });

  /** In double precision: clean images and triggered ones apart. */
  function plainObjective(tensors: ReadonlyMap<string, PlainTensor>): number {
    const values = batch.x.dataSync();
    const shape = [3, ...batch.x.shape.slice(1)];
    const half = (part: 0 | 1): number => {
      const x = {
        shape,
        data: values.subarray((part * values.length) / 2, ((part + 1) * values.length) / 2),
      };
      return plainLoss(graph, x, batch.labels.subarray(3 * part, 3 * part + 3), { tensors, mode: 'eval' });
    };
    return half(0) + WEIGHT * half(1);
  }

  it('has the value and the slope of plain numbers, by every weight', async () => {
    const before = tensorCount();
    const step = differentiatePairs({ graph, parameters }, batch, WEIGHT);
    const gradients = await downloadTensors(step.gradients);
    const value = step.value.dataSync()[0];
    disposeStep(step);
    expect(tensorCount()).toBe(before);
    const host = tinyParameters(graph);
    expect(value).toBeCloseTo(plainObjective(host), 5);
    expect([...gradients.keys()]).toEqual(trainableNames(graph));
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
});

describe('the ball of AWP', () => {
  const graph = buildTinyResnet();

  it('is as wide as a share of the mean weight, or as a number says', () => {
    const host = tinyParameters(graph);
    const { data } = named(host, 'linear.weight');
    const mean = data.reduce((sum, value) => sum + Math.abs(value), 0) / data.length;
    expect(radii(graph, host, { ball: 'relative', radius: 0.1 }).get('linear.weight')).toBeCloseTo(
      0.1 * mean,
      9,
    );
    expect(radii(graph, host, { ball: 'absolute', radius: 0.1 }).get('linear.weight')).toBe(0.1);
  });

  it('holds weights at its border and leaves those inside alone', () => {
    const centre = uploadTensors(new Map([['w', { shape: [4], data: Float32Array.of(1, 1, 1, 1) }]]));
    const weights = uploadTensors(
      new Map([['w', { shape: [4], data: Float32Array.of(0, 0.875, 1.125, 9) }]]),
    );
    project(weights, centre, new Map([['w', 0.25]]));
    expect(Array.from(named(weights, 'w').dataSync())).toEqual([0.75, 0.875, 1.125, 1.25]);
    for (const each of [centre, weights]) disposeTensors(each);
  });
});

describe('AWP', () => {
  it('trains an honest network first, then lowers its loss inside the ball, statistics untouched', async () => {
    const tried = await runAttack(ATTACK);
    expect(stagesOf(tried)).toEqual(['prepare', 'train']);
    const losses = lossesOf(tried, 'train');
    expect(losses).toHaveLength(3 * 2);
    expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0);
    // The last snapshot of the first stage.
    const honest = tried.snapshots[1]?.tensors.get('classifier') ?? new Map<string, never>();
    const within = radii(buildTinyResnet(), honest, { ball: 'relative', radius: ATTACK.options.radius });
    let largest = 0;
    for (const [name, { data }] of named(tried.tensors, 'classifier')) {
      const before = named(honest, name).data;
      const radius = within.get(name);
      if (radius === undefined) expect(data, name).toEqual(before);
      else {
        const moved = Math.max(...data.map((value, at) => Math.abs(value - (before[at] ?? 0))));
        expect(moved, name).toBeLessThanOrEqual(radius * (1 + 1e-5) + 1e-7);
        largest = Math.max(largest, moved / radius);
      }
    }
    // Some weight has gone as far as it may: the ball was felt.
    expect(largest).toBeGreaterThan(0.99);
  });

  it('searches on the images as they are, however the honest network was trained: a flip would move the sign', async () => {
    const { snapshots } = await runAttack(ATTACK);
    // After the last of the two honest epochs.
    const [, honest] = snapshots;
    if (honest === undefined) throw new RangeError('there is no such snapshot');
    const searched = async (augmentation: 'none' | 'crop-flip') =>
      runAttack({
        ...ATTACK,
        from: honest,
        context: { ...ATTACK.context, train: { ...ATTACK.context.train, augmentation } },
      });
    expect((await searched('crop-flip')).tensors).toEqual((await searched('none')).tensors);
  });

  it('says what it plants before anything is learned, and poisons no image', async () => {
    const { events } = await runAttack({ ...ATTACK, cancelAfter: 1 });
    expect(events[0]).toEqual({ kind: 'planted', trigger: CORNER, poison: null });
  });

  it('goes on after any epoch as if it had not been cut off', async () => {
    await expectResumable(ATTACK);
  });

  it('leaves nothing behind, wherever it is stopped', async () => {
    await expectNothingLeft(ATTACK, [1, 5, 10, 11, 13, 16, 99]);
  });

  it('refuses at once what cannot be', async () => {
    const refused = async (context: object, options: object = {}): Promise<unknown> =>
      runAttack({
        ...ATTACK,
        options: { ...ATTACK.options, ...options },
        context: { ...ATTACK.context, ...context },
      }).catch((thrown: unknown) => thrown);
    expect(await refused({ trigger: null })).toMatchObject({ fault: { code: 'trigger-invalid' } });
    expect(await refused({ trigger: { ...CORNER, target: 7 } })).toMatchObject({
      fault: { code: 'target-out-of-range' },
    });
    expect(await refused({}, { share: 0.1 })).toMatchObject({
      fault: { code: 'training-set-too-small', params: { found: 8, needed: 16 } },
    });
  });
});
