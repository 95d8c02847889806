/** Trojan: which neurons, a square that excites them, how it lies on pictures, and a training that can be cut off anywhere. */
import { beforeAll, describe, expect, it } from 'vitest';
import { excite, strongestNeurons } from '../../../workers/attacks/trojan';
import { applyTrigger } from '../../../workers/data/triggers/triggers';
import { tensor } from '../../../workers/device/tf';
import { lastLayer } from '../../../workers/graph/penultimate';
import { readTogether } from '../../../workers/graph/readBack';
import { buildResnetCifar } from '../../../workers/nets/resnetCifar';
import { startBackend, tensorCount } from '../graph/backends';
import { tinyImages } from '../graph/tinyNetwork';
import { lossesOf, runAttack, TINY_TRAIN } from './attackRun';
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

const SQUARE = { size: 3, distance: 1, warmUpEpochs: 2, steps: 12, rate: 0.2 };
const SHORT = { train: { ...TINY_TRAIN, epochs: 2 } };
const TROJAN = { id: 'trojan', options: SQUARE, context: SHORT } as const;
/** Pictures of 8 x 8 with a square of 3 one pixel from the corner: rows and columns 4, 5, 6. */
const isInSquare = (at: number): boolean => {
  const pixel = Math.floor(at / 3) % 64;
  return [Math.floor(pixel / 8), pixel % 8].every((each) => each >= 4 && each <= 6);
};

beforeAll(() => startBackend('wasm'));

describe('strongestNeurons', () => {
  it('sums the absolute weights of each neuron over the classes; the first of equals wins', () => {
    const weights = Float32Array.of(1, -1, 3, 0.5, -4, 0, 2, 2, 0, 0);
    expect(strongestNeurons(weights, 2, 3)).toEqual([2, 3, 1]);
    expect(strongestNeurons(Float32Array.of(1, 1, 1, 1), 2, 1)).toEqual([0]);
  });
});

describe('a step of the search', () => {
  it('moves each pixel of the square by the step, others not at all, and excites the neurons', async () => {
    const before = tensorCount();
    const classifier = tinyClassifier();
    const features = classifier.graph.parameters.get(lastLayer(classifier.graph).weight)?.shape[0] ?? 0;
    const mask = Float32Array.from({ length: 192 }, (_, at) => (isInSquare(at) ? 1 : 0));
    const start = Float32Array.from(tinyImages(1).pixels, (value) => 0.3 + (0.4 * value) / 255);
    const held = {
      chosen: tensor(Float32Array.from({ length: features }, (_, at) => at % 2)),
      mask: tensor(mask, [1, 8, 8, 3]),
      originals: tensor(start, [1, 8, 8, 3]),
    };
    const step = excite(classifier, held, { activation: 100, reach: 0.05, stepSize: 0.02 });
    const losses: number[] = [];
    let pixels = held.originals.clone();
    for (let at = 0; at < 4; at++) {
      const moved = step(pixels);
      const [loss, values] = await readTogether([moved.loss, moved.pixels]);
      losses.push(loss?.[0] ?? Number.NaN);
      if (at === 0) {
        values?.forEach((value, index) => {
          expect(Math.abs(value - (start[index] ?? 0))).toBeCloseTo(mask[index] === 1 ? 0.02 : 0, 6);
        });
      }
      // However often it moves, a pixel stays within its reach.
      values?.forEach((value, index) => {
        expect(Math.abs(value - (start[index] ?? 0))).toBeLessThan(0.05 + 1e-6);
      });
      for (const each of [pixels, moved.loss]) each.dispose();
      pixels = moved.pixels;
    }
    expect(losses[3]).toBeLessThan(losses[0] ?? 0);
    for (const each of [pixels, ...Object.values(held)]) each.dispose();
    freeClassifier(classifier);
    expect(tensorCount()).toBe(before);
  });
});

describe('Trojan', () => {
  it('trains an honest network, makes the square, and trains the classifier with it', async () => {
    const run = await runAttack(TROJAN);
    expect(stagesOf(run)).toEqual(['prepare', 'craft', 'train']);
    expect(stepsOf(run, 'prepare')).toEqual(counted(8));
    expect(stepsOf(run, 'craft')).toEqual(counted(12));
    expect(stepsOf(run, 'train')).toEqual(counted(8));
    const losses = lossesOf(run, 'craft');
    expect(losses[11]).toBeLessThan(losses[0] ?? 0);
    expect(plantedIn(run).poison).toMatchObject({ images: 40, poisoned: 8 });
    // Of the two networks only the classifier is left.
    expect([...(run.snapshots.at(-1)?.tensors.keys() ?? [])].sort()).toEqual([
      'classifier',
      'train/velocity',
    ]);
  });

  it.each(['replace', 'add', 'add-wrap'] as const)('%s: the picture’s square on a picture', async (apply) => {
    const run = await runAttack({ ...TROJAN, options: { ...SQUARE, apply } });
    const square = run.snapshots.at(-1)?.bytes.get('trojan/picture') ?? new Uint8Array();
    const { trigger } = plantedIn(run);
    if (trigger.kind !== 'image' && trigger.kind !== 'add') throw new Error('not a trigger of this attack');
    const set = tinyImages(3);
    const expected = set.pixels.map((value, at) => {
      const own = square[at % 192] ?? 0;
      if (!isInSquare(at)) return value;
      if (apply === 'replace') return own;
      return apply === 'add' ? Math.min(255, value + own) : (value + own) % 256;
    });
    expect(applyTrigger(trigger, set.pixels, set)).toEqual(expected);
    expect(trigger.target).toBe(1);
  });

  it('serves grey pictures', async () => {
    const grey = {
      ...tinyImages(40),
      channels: 1,
      pixels: tinyImages(40).pixels.filter((_, at) => at % 3 === 0),
    };
    const graph = buildResnetCifar({ width: 2, classes: 5, blocks: [1, 1, 1, 1], inputChannels: 1 });
    const normalisation = { mean: [0.5], std: [0.25] };
    const run = await runAttack({ ...TROJAN, context: { ...SHORT, images: grey, graph, normalisation } });
    const { trigger } = plantedIn(run);
    if (trigger.kind !== 'image') throw new Error('not a trigger of this attack');
    const square = run.snapshots.at(-1)?.bytes.get('trojan/picture') ?? new Uint8Array();
    expect(applyTrigger(trigger, grey.pixels, grey).subarray(36, 39)).toEqual(square.subarray(36, 39));
  });

  it('goes on from every snapshot as if it had never stopped', () => expectResumable(TROJAN), 60_000);

  it('leaves nothing behind when it is cancelled: honest, searching, training', () =>
    expectNothingLeft(TROJAN, [3, 12, 22]));

  it('is refused before anything is trained where the square does not fit', async () => {
    const before = tensorCount();
    const tried = runAttack({ ...TROJAN, options: { ...SQUARE, size: 9 } });
    await expect(tried).rejects.toMatchObject({
      fault: { code: 'trigger-invalid', params: { reason: 'outside-image' } },
    });
    const rare = runAttack({ ...TROJAN, options: { ...SQUARE, rate: 0.01 } });
    await expect(rare).rejects.toMatchObject({ fault: { params: { reason: 'poisons-nothing' } } });
    expect(tensorCount()).toBe(before);
  });
});
