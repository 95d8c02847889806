/** Steps of the attacks that train a generator: values by hand, gradients by finite differences, nothing left behind. */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  differentiateMask,
  differentiateTogether,
  diversityLoss,
  type JointBatch,
} from '../../../workers/attacks/dynamicSteps';
import { differentiateClassifier, differentiateGenerator } from '../../../workers/attacks/liraSteps';
import { behindPrefix, type TrainedNetwork } from '../../../workers/training/trainedNetwork';
import { type Tensor, tensor, tidy } from '../../../workers/device/tf';
import { uploadBatch } from '../../../workers/graph/batchTensors';
import { disposeJointStep } from '../../../workers/graph/gradients';
import { disposeTensors } from '../../../workers/graph/parameters';
import { buildInputAwareGenerator, buildUnet } from '../../../workers/nets/generators';
import { startBackend, tensorCount } from '../graph/backends';
import { buildTinyResnet, TINY_NORMALISATION as normalisation, tinyImages } from '../graph/tinyNetwork';
import { expectSlopes, livelyNetwork } from './tinyAttack';

const SMALL = { inputSize: [8, 8], width: 4 } as const;
const classifierOf = (): TrainedNetwork => livelyNetwork(buildTinyResnet());
const patternOf = (): TrainedNetwork => livelyNetwork(buildInputAwareGenerator({ ...SMALL, channels: 3 }));
const maskOf = (): TrainedNetwork => livelyNetwork(buildInputAwareGenerator({ ...SMALL, channels: 1 }));
const unetOf = (): TrainedNetwork => livelyNetwork(buildUnet(SMALL));

function pictures(from: number, count: number): { x: Tensor; oneHot: Tensor } {
  const indices = Uint32Array.from({ length: count }, (_, at) => from + at);
  return uploadBatch(tinyImages(16), indices, normalisation, null);
}

const COUNT = 8;

/** Eight pictures, of which two carry their own trigger and two another's. */
function jointBatch(): JointBatch {
  const { x, oneHot } = pictures(0, COUNT);
  const others = pictures(8, COUNT);
  others.oneHot.dispose();
  const mask = (seed: number): Tensor =>
    tensor(
      Float32Array.from({ length: 2 * 64 }, (_, at) => ((at + seed) % 3) / 2),
      [2, 8, 8, 1],
    );
  return { x, others: others.x, oneHot, triggered: 2, crossed: 2, masks: [mask(0), mask(1)] };
}

function disposeAll(...each: readonly (Tensor | TrainedNetwork)[]): void {
  for (const one of each) {
    if ('graph' in one) disposeTensors(one.parameters);
    else one.dispose();
  }
}

describe('the diversity loss', () => {
  beforeAll(() => startBackend('wasm'));

  it('is how much further apart pictures are than what is made of them, in the mean over the pairs', () => {
    const loss = tidy(() => {
      const [x, y] = [tensor([0, 1, 2, 3, 1, 1, 1, 1], [2, 4]), tensor([1, 1, 0, 3, 0, 2, 0, 2], [2, 4])];
      const [m, n] = [tensor([0.5, 0, 1, 0.25], [2, 2]), tensor([0, 0, 0.5, 0.75], [2, 2])];
      return diversityLoss([x, y], [m, n]).dataSync()[0] as never;
    }) as number;
    // By hand: (sqrt(5/4) / sqrt(1/8) + 1 / (1/2)) / 2
    expect(loss).toBeCloseTo((Math.sqrt(10) + 2) / 2, 4);
  });
});

describe("the steps of 'Dynamic'", () => {
  beforeAll(() => startBackend('wasm'));

  it('have the gradients of the mask that finite differences have', async () => {
    const before = tensorCount();
    const mask = maskOf();
    const [one, two] = [pictures(0, 4), pictures(4, 4)];
    const weights = { density: 0.032, densityWeight: 100, diversityWeight: 1 };
    await expectSlopes(
      mask,
      (network) => differentiateMask(network, [one.x, two.x], weights),
      [
        'convblock_up_5.batch_norm.weight',
        'convblock_up_5.conv2d.weight',
        'convblock_middle.conv2d.weight',
      ].map((name) => [name, name] as const),
    );
    disposeAll(mask, one.x, one.oneHot, two.x, two.oneHot);
    expect(tensorCount()).toBe(before);
  });

  it('have the gradients of classifier and pattern that finite differences have', async () => {
    const before = tensorCount();
    const [classifier, pattern, batch] = [classifierOf(), patternOf(), jointBatch()];
    const options = { normalisation, diversityWeight: 1 };
    await expectSlopes(
      pattern,
      (network) => differentiateTogether({ classifier, pattern: network }, batch, options),
      ['convblock_up_5.batch_norm.weight', 'convblock_up_3.conv2d.weight'].map(
        (name) => [`pattern/${name}`, name] as const,
      ),
    );
    await expectSlopes(
      classifier,
      (network) => differentiateTogether({ classifier: network, pattern }, batch, options),
      [['classifier/linear.weight', 'linear.weight']],
    );
    disposeAll(classifier, pattern, batch.x, batch.others, batch.oneHot, ...batch.masks);
    expect(tensorCount()).toBe(before);
  });

  it('add the cross-entropy and the weighted diversity, and pass the pattern twice', async () => {
    const [classifier, pattern, batch] = [classifierOf(), patternOf(), jointBatch()];
    const step = differentiateTogether({ classifier, pattern }, batch, { normalisation, diversityWeight: 3 });
    const numbers = await Promise.all([step.value, ...step.held.slice(1)].map((each) => each.data()));
    const [total = 0, loss = 0, diversity = 0] = numbers.map(([value]) => value);
    expect(total).toBeCloseTo(loss + 3 * diversity, 4);
    expect(step.held[0]?.shape).toEqual([COUNT, 5]);
    expect(step.statistics.map((each) => each.has('convblock_middle.batch_norm'))).toEqual([
      true,
      true,
      false,
    ]);
    expect([...behindPrefix(step.gradients, 'pattern/').keys()]).toContain('convblock_middle.conv2d.weight');
    disposeJointStep(step);
    disposeAll(classifier, pattern, batch.x, batch.others, batch.oneHot, ...batch.masks);
  });

  it('stay finite where both pictures of a pair are the same', async () => {
    const mask = maskOf();
    const { x, oneHot } = pictures(0, 2);
    const weights = { density: 0, densityWeight: 1, diversityWeight: 1 };
    const step = differentiateMask(mask, [x, x], weights);
    for (const [name, gradient] of step.gradients)
      expect((await gradient.data()).every(Number.isFinite), name).toBe(true);
    disposeJointStep(step);
    disposeAll(mask, x, oneHot);
  });
});

describe('the steps of LIRA', () => {
  beforeAll(() => startBackend('wasm'));

  it('have the gradients that finite differences have', async () => {
    const before = tensorCount();
    const [classifier, generator] = [classifierOf(), unetOf()];
    const { x, oneHot } = pictures(0, 6);
    const targets = tensor(
      Float32Array.from({ length: 6 * 5 }, (_, at) => (at % 5 === 0 ? 1 : 0)),
      [6, 5],
    );
    for (const together of [false, true]) {
      const options = { normalisation, strength: 0.3, together, cleanWeight: 0.7 };
      await expectSlopes(
        generator,
        (network) => differentiateGenerator({ classifier, generator: network }, { x, targets }, options),
        ['conv_last.1.weight', 'conv_last.0.weight', 'dconv_up1.0.weight'].map(
          (name) => [name, name] as const,
        ),
      );
      await expectSlopes(
        classifier,
        (network) => differentiateClassifier(network, { x, oneHot, triggered: x, targets }, options),
        [['linear.weight', 'linear.weight']],
      );
    }
    disposeAll(classifier, generator, x, oneHot, targets);
    expect(tensorCount()).toBe(before);
  });

  it('weigh both parts of the classifier', async () => {
    const classifier = classifierOf();
    const { x, oneHot } = pictures(0, 6);
    const other = pictures(6, 6);
    const lossWith = async (cleanWeight: number, together: boolean): Promise<number> => {
      const batch = { x, oneHot, triggered: other.x, targets: other.oneHot };
      const step = differentiateClassifier(classifier, batch, { cleanWeight, together });
      const [loss = Number.NaN] = await step.value.data();
      disposeJointStep(step);
      return loss;
    };
    for (const together of [false, true]) {
      const [clean, poisoned] = [await lossWith(1, together), await lossWith(0, together)];
      expect(await lossWith(0.25, together)).toBeCloseTo(0.25 * clean + 0.75 * poisoned, 4);
      expect(clean).not.toBeCloseTo(poisoned, 2);
    }
    // Each batch norm sees both kinds, or each kind alone.
    expect(await lossWith(1, true)).not.toBeCloseTo(await lossWith(1, false), 2);
    disposeAll(classifier, x, oneHot, other.x, other.oneHot);
  });
});
