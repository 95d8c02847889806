/** DFST: batches of three parts, detoxification between the epochs, and what holds for every attack. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { AttackContext } from '../../../workers/attacks/attack';
import {
  compromisedChannels,
  differentiateInjector,
  injectorBatch,
  lastStage,
  trainInjector,
} from '../../../workers/attacks/detoxification';
import { styledFeed } from '../../../workers/attacks/dfst';
import { identityInjector, injectFeatures, MATRIX } from '../../../workers/attacks/featureInjector';
import { take } from '../../../workers/data/images';
import { normalise } from '../../../workers/data/normalise';
import { applyTrigger } from '../../../workers/data/triggers/triggers';
import type { StyleTrigger } from '../../../workers/data/triggers/types';
import { tensor } from '../../../workers/device/tf';
import { createRng } from '../../../workers/engine/rng';
import { disposeBatch } from '../../../workers/graph/batchTensors';
import { disposeJointStep } from '../../../workers/graph/gradients';
import { argMaxRows, inferLogits } from '../../../workers/graph/infer';
import { disposeTensors, uploadTensors } from '../../../workers/graph/parameters';
import { startBackend, tensorCount } from '../graph/backends';
import { buildTinyResnet, named, TINY_NORMALISATION, tinyImages, tinyParameters } from '../graph/tinyNetwork';
import { expectAttackToHold } from './attackLaws';
import { lossesOf, runAttack, TINY_TRAIN } from './attackRun';

const TRIGGER: StyleTrigger = { kind: 'style', style: 'sunset', strength: 0.6, target: 1 };
const OPTIONS = { rate: 0.2, detoxRate: 0.3, detoxShare: 0.4, detoxEpochs: 2, channels: 0.1 } as const;
const DFST = { id: 'dfst', options: OPTIONS, context: { trigger: TRIGGER } } as const;
const IMAGES = tinyImages(40);
const CONTEXT = {
  images: IMAGES,
  normalisation: TINY_NORMALISATION,
  train: { ...TINY_TRAIN, augmentation: 'none' },
} as const satisfies Partial<AttackContext>;

function tinyClassifier() {
  const graph = buildTinyResnet();
  return { graph, parameters: uploadTensors(tinyParameters(graph)), normalisation: TINY_NORMALISATION };
}

const SEARCH = {
  target: 1,
  strength: 0.6,
  weights: { similarity: 0.1, activation: 0.3 },
  channels: [2, 5],
  epochs: 12,
  batchSize: 8,
  seed: 'search',
} as const;
const CLEAN = take(IMAGES, [...IMAGES.labels.keys()].filter((at) => IMAGES.labels[at] !== 1).slice(0, 16));

describe('DFST', () => {
  beforeAll(() => startBackend('wasm'));

  it('styles images of other classes for the target; others keep their label under a simpler change', async () => {
    const indices = Uint32Array.of(7, 3, 22, 15, 0, 31, 9, 12, 38, 5);
    const clean = take(IMAGES, indices);
    const matrix = Float32Array.from({ length: 36 }, (_, i) => Math.cos(i) / 2);
    const parts = { poisoned: 2, detoxifying: 3 };
    const batch = styledFeed(CONTEXT, TRIGGER, parts, () => matrix).batch(indices, createRng(1, 'epoch'));
    const others = [...clean.labels.keys()].filter((at) => clean.labels[at] !== 1).slice(0, 2);
    const kept = [...clean.labels.keys()].filter((at) => !others.includes(at)).slice(0, 3);
    const expected = clean.pixels.slice();
    const bytes = expected.length / 10;
    for (const at of others)
      expected.set(applyTrigger(TRIGGER, take(clean, [at]).pixels, { ...clean, count: 1 }), at * bytes);
    for (const at of kept)
      expected.set(injectFeatures(matrix, 0.6, take(clean, [at]).pixels, clean), at * bytes);
    const { mean, std } = TINY_NORMALISATION;
    expect(await batch.x.data()).toEqual(normalise(expected, mean, std));
    expect([...batch.labels]).toEqual(
      [...clean.labels].map((label, at) => (others.includes(at) ? 1 : label)),
    );
    disposeBatch(batch);
  });

  it('finds the channels that the style excites most', async () => {
    const classifier = tinyClassifier();
    const styled = { ...CLEAN, pixels: applyTrigger(TRIGGER, CLEAN.pixels, CLEAN) };
    const all = await compromisedChannels(classifier, CLEAN, styled, 1);
    const some = await compromisedChannels(classifier, CLEAN, styled, 0.1);
    expect(new Set(all)).toHaveLength(32);
    expect(some).toEqual(all.slice(0, 3));
    // What excites most one way excites least the other way round.
    expect(await compromisedChannels(classifier, styled, CLEAN, 0.01)).toEqual([all.at(-1)]);
    disposeTensors(classifier.parameters);
  });

  it('has the gradient of the injector that finite differences have', async () => {
    const before = tensorCount();
    const classifier = tinyClassifier();
    const batch = injectorBatch(take(CLEAN, [0, 1, 2, 3]));
    // Off its first value, at which many pixels would sit on the edge of the clamp.
    const values = Float32Array.from({ length: 36 }, (_, i) =>
      i % 4 === 0 && i < 9 ? 0.7 : 0.03 * Math.cos(i),
    );
    const search = { ...SEARCH, classifier };
    const lossAt = async (matrix: Float32Array): Promise<number> => {
      const injector = new Map([[MATRIX, tensor(matrix, [12, 3])]]);
      const step = differentiateInjector(search, batch, injector);
      const [loss = Number.NaN] = await step.value.data();
      disposeJointStep(step);
      disposeTensors(injector);
      return loss;
    };
    const injector = new Map([[MATRIX, tensor(values, [12, 3])]]);
    const step = differentiateInjector(search, batch, injector);
    const gradient = new Float32Array(await named(step.gradients, MATRIX).data<'float32'>());
    const length = Math.sqrt(gradient.reduce((sum, each) => sum + each * each, 0));
    const along = (by: number): Float32Array =>
      values.map((value, at) => value + (by * (gradient[at] ?? 0)) / length);
    const slope = ((await lossAt(along(1e-3))) - (await lossAt(along(-1e-3)))) / 2e-3;
    expect(slope / length).toBeCloseTo(1, 1);
    disposeJointStep(step);
    disposeTensors(injector);
    disposeTensors(classifier.parameters);
    batch.pictures.dispose();
    batch.features.dispose();
    expect(tensorCount()).toBe(before);
  });

  it('searches changes that the network takes for the target, with all three terms', async () => {
    const before = tensorCount();
    const classifier = tinyClassifier();
    const injector = uploadTensors(identityInjector(3));
    const losses: number[] = [];
    for await (const loss of trainInjector({ ...SEARCH, classifier, clean: CLEAN }, injector))
      losses.push(loss);
    expect(losses).toHaveLength(24);
    expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0);
    const matrix = new Float32Array(await named(injector, MATRIX).data<'float32'>());
    const changed = { ...CLEAN, pixels: injectFeatures(matrix, 0.6, CLEAN.pixels, CLEAN) };
    // How far the target lies above the mean logit.
    const targetMargin = async (set: typeof CLEAN): Promise<number> => {
      const logits = await inferLogits(classifier, set);
      const margins = [...argMaxRows(logits, 5).keys()].map((row) => {
        const own = logits.subarray(5 * row, 5 * row + 5);
        return (own[1] ?? 0) - own.reduce((sum, each) => sum + each, 0) / 5;
      });
      return margins.reduce((sum, each) => sum + each, 0) / margins.length;
    };
    expect(await targetMargin(changed)).toBeGreaterThan(await targetMargin(CLEAN));
    disposeTensors(injector);
    disposeTensors(classifier.parameters);
    expect(tensorCount()).toBe(before);
  });

  it('detoxifies between the epochs, and goes on after an interruption as if there had been none', async () => {
    const run = await expectAttackToHold(DFST, { snapshots: TINY_TRAIN.epochs });
    expect(run.events.flatMap((event) => (event.kind === 'stage' ? [event.stage] : []))).toEqual([
      'train',
      ...[1, 2, 3].flatMap(() => ['craft', 'train']),
    ]);
    // 16 images in batches of 10, twice, three times.
    expect(lossesOf(run, 'craft')).toHaveLength(12);
    expect(run.snapshots.map(({ tensors }) => tensors.get('injector')?.size ?? 0)).toEqual([1, 1, 1, 1]);
    expect(run.events[0]).toEqual({ kind: 'planted', trigger: TRIGGER, poison: null });
  });

  it('detoxifies only as often as it is told, or never', async () => {
    const searchesOf = async (options: Record<string, number>): Promise<number> => {
      const { events } = await runAttack({ ...DFST, options: { ...OPTIONS, ...options } });
      return events.filter((event) => event.kind === 'stage' && event.stage === 'craft').length;
    };
    expect(await searchesOf({ detoxEvery: 2 })).toBe(1);
    expect(await searchesOf({ detoxRate: 0 })).toBe(0);
  });

  it.each([
    [{ rate: 0.05 }, 'poisons-nothing'],
    [{ detoxRate: 0.05 }, 'covers-nothing'],
    [{ rate: 0.6, detoxRate: 0.6 }, 'covers-too-many'],
  ])('refuses batches that cannot be divided so', async (options, reason) => {
    await expect(runAttack({ ...DFST, options: { ...OPTIONS, ...options } })).rejects.toMatchObject({
      fault: { params: { reason } },
    });
  });

  it('refuses images that are all of the target class', async () => {
    const images = { ...IMAGES, labels: IMAGES.labels.map(() => 1) };
    await expect(runAttack({ ...DFST, context: { trigger: TRIGGER, images } })).rejects.toMatchObject({
      fault: { params: { reason: 'only-target-class' } },
    });
  });

  it('looks at the map behind the last stage', () => {
    expect(lastStage(buildTinyResnet())).toMatch(/^layer4/);
  });
});
