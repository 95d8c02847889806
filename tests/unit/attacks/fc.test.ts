/** FC: images that the network takes for watermarked images of another class, in rounds. */
import { beforeAll, describe, expect, it } from 'vitest';
import { collide, type CollisionOptions, featuresOf } from '../../../workers/attacks/collide';
import { applyTrigger } from '../../../workers/data/triggers/triggers';
import { indicesWhere } from '../../../workers/data/images';
import { reshape, sqrt, square, sub, sum, type Tensor, tensor, tidy } from '../../../workers/device/tf';
import { normaliseUnit } from '../../../workers/graph/generate';
import type { Classifier } from '../../../workers/graph/infer';
import { inputGradient } from '../../../workers/graph/inputSearch';
import { lastLayer } from '../../../workers/graph/penultimate';
import { readTogether } from '../../../workers/graph/readBack';
import { startBackend, tensorCount } from '../graph/backends';
import { tinyImages } from '../graph/tinyNetwork';
import { runAttack, TINY_TRAIN } from './attackRun';
import {
  counted,
  expectNothingLeft,
  expectResumable,
  freeClassifier,
  plantedIn,
  stagesOf,
  stepsOf,
  tinyClassifier,
} from './crafted';

const TARGET = 1;
const COLLISION = { steps: 5, warmUpEpochs: 2, rounds: 2, rate: 0.8, opacity: 0.25 };
const SHORT = { train: { ...TINY_TRAIN, epochs: 2, batchSize: 5 } };
const FC = { id: 'fc', options: COLLISION, context: SHORT } as const;
const COUNT = 3;

/** Three images that are to collide with three others. */
function pairOf(classifier: Classifier): { bases: Tensor; wanted: Tensor; start: Float32Array } {
  const unit = Float32Array.from(tinyImages(2 * COUNT).pixels, (value) => value / 255);
  const start = unit.slice(0, COUNT * 192);
  const partners = tensor(unit.slice(COUNT * 192), [COUNT, 8, 8, 3]);
  const x = tidy(() => normaliseUnit(partners, classifier.normalisation));
  const wanted = featuresOf(classifier, x);
  for (const each of [partners, x]) each.dispose();
  return { bases: tensor(start, [COUNT, 8, 8, 3]), wanted, start };
}

/** The distances of the images' features from the wanted ones, summed, and the gradient of that. */
async function distances(classifier: Classifier, pixels: Tensor, wanted: Tensor) {
  const { features } = lastLayer(classifier.graph);
  const found = inputGradient(classifier, pixels, {
    node: features,
    of: (output) => sum(sqrt(sum(square(sub(reshape(output, wanted.shape), wanted)), 1))),
  });
  const [value, gradient] = await readTogether([found.value, found.gradient]);
  for (const each of [found.value, found.logits, found.gradient]) each.dispose();
  return { value: value?.[0] ?? Number.NaN, gradient: gradient ?? new Float32Array() };
}

function clip(value: number): number {
  return Math.max(0, Math.min(1, value));
}

beforeAll(() => startBackend('wasm'));

describe('a collision', () => {
  it.each<CollisionOptions>([
    { method: 'splitting', stepSize: 0.05, similarity: 0.1 },
    { method: 'adam', stepSize: 0.02, similarity: 0.1 },
  ])('brings images nearer to what they are to be taken for: $method', async (options) => {
    const before = tensorCount();
    const classifier = tinyClassifier();
    const { bases, wanted } = pairOf(classifier);
    const far = await distances(classifier, bases, wanted);
    const mover = collide(classifier, { bases, wanted }, options);
    let pixels = bases.clone();
    const losses: number[] = [];
    for (let at = 0; at < 30; at++) {
      const moved = mover.step(pixels);
      losses.push((await moved.loss.data())[0] ?? Number.NaN);
      for (const each of [pixels, moved.loss]) each.dispose();
      pixels = moved.pixels;
    }
    const near = await distances(classifier, pixels, wanted);
    expect(near.value).toBeLessThan(0.5 * far.value);
    expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0);
    mover.dispose();
    for (const each of [pixels, bases, wanted]) each.dispose();
    freeClassifier(classifier);
    expect(tensorCount()).toBe(before);
  });

  it('by splitting goes forward down the distance and back towards the base', async () => {
    const classifier = tinyClassifier();
    const { bases, wanted, start } = pairOf(classifier);
    const options = { method: 'splitting', stepSize: 0.002, similarity: 50 } as const;
    const mover = collide(classifier, { bases, wanted }, options);
    let pixels = bases.clone();
    let values = start;
    for (let at = 0; at < 3; at++) {
      const { gradient } = await distances(classifier, pixels, wanted);
      const pull = options.stepSize * options.similarity;
      const expected = values.map((value, index) =>
        clip((value - options.stepSize * (gradient[index] ?? 0) + pull * (start[index] ?? 0)) / (1 + pull)),
      );
      const moved = mover.step(pixels);
      values = new Float32Array(await moved.pixels.data<'float32'>());
      const worst = Math.max(...values.map((value, index) => Math.abs(value - (expected[index] ?? 0))));
      expect(worst).toBeLessThan(1e-5);
      for (const each of [pixels, moved.loss]) each.dispose();
      pixels = moved.pixels;
    }
    mover.dispose();
    for (const each of [pixels, bases, wanted]) each.dispose();
    freeClassifier(classifier);
  });

  it('by splitting halves a step that makes things worse, until it makes them better', async () => {
    const classifier = tinyClassifier();
    const { bases, wanted } = pairOf(classifier);
    const mover = collide(
      classifier,
      { bases, wanted },
      { method: 'splitting', stepSize: 50, similarity: 0.1 },
    );
    let pixels = bases.clone();
    const losses: number[] = [];
    for (let at = 0; at < 60; at++) {
      const moved = mover.step(pixels);
      losses.push((await moved.loss.data())[0] ?? Number.NaN);
      for (const each of [pixels, moved.loss]) each.dispose();
      pixels = moved.pixels;
    }
    expect(losses[1]).toBeGreaterThan(losses[0] ?? 0);
    expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0);
    mover.dispose();
    for (const each of [pixels, bases, wanted]) each.dispose();
    freeClassifier(classifier);
  });

  it('knows features as the last layer gets them', async () => {
    const classifier = tinyClassifier();
    const x = tidy(() =>
      tensor(
        Float32Array.from(tinyImages(2).pixels, (value) => value / 64 - 2),
        [2, 8, 8, 3],
      ),
    );
    const features = featuresOf(classifier, x);
    expect(features.shape).toEqual([2, 32]);
    for (const each of [x, features]) each.dispose();
    freeClassifier(classifier);
  });
});

describe('FC', () => {
  it('learns honestly, then collides and trains on in rounds, with one count of steps', async () => {
    const run = await runAttack(FC);
    expect(stagesOf(run)).toEqual(['prepare', 'craft', 'train', 'craft', 'train']);
    const images = tinyImages(40);
    const poisoned = Math.floor(0.8 * images.labels.filter((label) => label === TARGET).length);
    expect(plantedIn(run).poison).toEqual({
      images: 40,
      poisoned,
      cover: 0,
      byClass: [0, poisoned, 0, 0, 0],
    });
    expect(stepsOf(run, 'craft')).toEqual(counted(2 * 5 * Math.ceil(poisoned / 5)));
    expect(stepsOf(run, 'train')).toEqual(counted(2 * 2 * 8));
    // The second collisions are made against what was learned from the first.
    const bytes = run.snapshots.at(-1)?.bytes;
    expect(bytes?.get('collisions/1')).not.toEqual(bytes?.get('collisions/0'));
  });

  it('has one image of the source class as a watermark: the class after the target, or the recipe’s', async () => {
    for (const [labels, source] of [
      [undefined, 2],
      [{ kind: 'source', source: 4 }, 4],
    ] as const) {
      const aim = labels === undefined ? { target: TARGET } : { target: TARGET, labels };
      const { trigger } = plantedIn(await runAttack({ ...FC, context: { ...SHORT, aim } }));
      expect(trigger).toMatchObject({ kind: 'image', strength: 0.25, labels: { kind: 'source', source } });
      if (trigger.kind !== 'image') throw new Error('not the trigger of this attack');
      const set = tinyImages(40);
      const black = applyTrigger(trigger, new Uint8Array(192), { ...set, count: 1 });
      const sources = indicesWhere(set, (label) => label === source);
      const isOne = Array.from(sources).some((index) =>
        black.every((value, at) => value === Math.floor(0.25 * (set.pixels[index * 192 + at] ?? 0) + 0.5)),
      );
      expect(isOne).toBe(true);
    }
  });

  it('lets a trigger of the user’s own take the watermark’s place', async () => {
    const trigger = {
      kind: 'patch',
      pattern: 'solid',
      size: 2,
      row: 0,
      column: 0,
      strength: 1,
      target: 3,
    } as const;
    const run = await runAttack({ ...FC, context: { ...SHORT, trigger } });
    expect(plantedIn(run).trigger).toEqual({
      ...trigger,
      target: TARGET,
      labels: { kind: 'source', source: 2 },
    });
  });

  it('goes on from every snapshot as if it had never stopped', async () => {
    await expectResumable(FC);
    await expectResumable({ ...FC, options: { ...COLLISION, method: 'splitting', marksPoison: false } });
  }, 60_000);

  it('leaves nothing behind when it is cancelled: honest, colliding, training, colliding again', async () => {
    await expectNothingLeft(FC, [3, 18, 30, 46]);
    await expectNothingLeft({ ...FC, options: { ...COLLISION, method: 'splitting' } }, [18]);
  });

  it('is refused before anything is trained where an image is missing, or too large for a trigger', async () => {
    const before = tensorCount();
    const aim = { target: TARGET, labels: { kind: 'source', source: TARGET } } as const;
    const tried = (context: Parameters<typeof runAttack>[0]['context']) =>
      runAttack({ ...FC, context: { ...SHORT, ...context } });
    await expect(tried({ aim })).rejects.toMatchObject({ fault: { params: { reason: 'source-is-target' } } });
    const all = { target: TARGET, labels: { kind: 'all-to-all' } } as const;
    await expect(tried({ aim: all })).rejects.toMatchObject({
      fault: { params: { reason: 'clean-label-all-to-all' } },
    });
    const labels = new Uint16Array(40).fill(TARGET);
    await expect(tried({ images: { ...tinyImages(40), labels } })).rejects.toMatchObject({
      fault: { params: { reason: 'source-class-absent' } },
    });
    const large = { ...tinyImages(40), width: 65, height: 1, pixels: new Uint8Array(40 * 65 * 3) };
    await expect(tried({ images: large })).rejects.toMatchObject({
      fault: { params: { reason: 'image-too-large', most: 64 } },
    });
    expect(tensorCount()).toBe(before);
  });
});
