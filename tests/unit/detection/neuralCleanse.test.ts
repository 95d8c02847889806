/** Neural Cleanse against PyTorch: its loss and gradient class by class, five of its steps; and that it leaves nothing wherever it is cut off. */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type FoundTrigger,
  searchTriggers,
  smallestMask,
  type TriggerReading,
  type TriggerResult,
  type TriggerSearch,
} from '../../../workers/detection/neuralCleanse';
import { differentiateStamped, triggerNames } from '../../../workers/detection/stampedLoss';
import { keep, tensor } from '../../../workers/device/tf';
import { disposeBatch } from '../../../workers/graph/batchTensors';
import type { Classifier } from '../../../workers/graph/infer';
import { disposeTensors, uploadTensors } from '../../../workers/graph/parameters';
import { CONSTANTS } from '../../../workers/protocol';
import {
  NEURAL_CLEANSE_OPTIONS,
  type NeuralCleanseOptions,
} from '../../../workers/protocol/detection/neuralCleanse';
import { groupDefaults, groupSchema } from '../../../workers/protocol/option';
import * as v from 'valibot';
import golden from '../../fixtures/defenses/nc.json' with { type: 'json' };
import { apart, GRAPH, NORMALISATION, pictureBatch, pictures, weights } from '../defenses/tinyDefense';
import { startBackend, tensorCount } from '../graph/backends';
import { named } from '../graph/tinyNetwork';
import { costed, LABELS, rawTriggers } from './rawTriggers';

const { classes } = GRAPH;

/** Steps on all six images, so that chance has no part but in their order. */
const STEPS: NeuralCleanseOptions = {
  ...groupDefaults(NEURAL_CLEANSE_OPTIONS, 'paper'),
  rounds: 5,
  batchSize: 6,
  norm: 'l1',
  cost: 0.02,
  threshold: 0,
  patience: 100,
};

interface Searched {
  readonly readings: readonly TriggerReading[];
  readonly result: TriggerResult | null;
}

/** A search on the tiny network, or the beginning of one. */
async function search(given: Partial<TriggerSearch>, endAfter = Number.POSITIVE_INFINITY): Promise<Searched> {
  const parameters = weights();
  const classifier: Classifier = { graph: GRAPH, parameters, normalisation: NORMALISATION };
  const run = searchTriggers({ classifier, images: pictures(6), options: STEPS, seed: 1, ...given });
  const readings: TriggerReading[] = [];
  try {
    for (;;) {
      if (readings.length === endAfter) {
        await run.return(undefined as never);
        return { readings, result: null };
      }
      const next = await run.next();
      if (next.done === true) return { readings, result: next.value };
      readings.push(next.value);
    }
  } finally {
    disposeTensors(parameters);
  }
}

async function found(given: Partial<TriggerSearch> = {}): Promise<TriggerResult> {
  const { result } = await search(given);
  if (result === null) throw new Error('the search was not over');
  return result;
}

describe('the loss of Neural Cleanse', () => {
  beforeAll(() => startBackend('wasm'));

  it.each([
    ['l1', LABELS],
    ['l2', LABELS],
    // A class is the same whoever is searched beside it.
    ['l1', [2, 0]],
  ] as const)('has PyTorch’s gradient under %s for the classes %j', (norm, labels) => {
    const [parameters, raw, batch] = [weights(), uploadTensors(rawTriggers()), pictureBatch(0, 6)];
    const before = tensorCount();
    const classifier = { graph: GRAPH, parameters, normalisation: NORMALISATION };
    const { gradients, logits, sizes } = differentiateStamped(classifier, batch.x, raw, costed(labels), norm);
    const all = logits.dataSync();
    labels.forEach((label, at) => {
      const wanted = golden[norm][label];
      const { mask, pattern } = triggerNames(label);
      expect(apart(named(gradients, mask).dataSync(), wanted?.mask ?? [])).toBeLessThan(1e-4);
      expect(apart(named(gradients, pattern).dataSync(), wanted?.pattern ?? [])).toBeLessThan(1e-4);
      expect(
        apart(all.subarray(at * 6 * classes, (at + 1) * 6 * classes), wanted?.logits ?? []),
      ).toBeLessThan(1e-4);
      expect(sizes.dataSync()[at]).toBeCloseTo(wanted?.size ?? 0, 3);
    });
    expect(gradients.size).toBe(2 * labels.length);
    for (const each of [logits, sizes, ...gradients.values()]) each.dispose();
    expect(tensorCount()).toBe(before);
    disposeBatch(batch);
    disposeTensors(raw);
    disposeTensors(parameters);
  });
});

describe('Neural Cleanse', () => {
  beforeAll(() => startBackend('wasm'));

  it('finds after five steps what PyTorch’s Adam finds, class by class', async () => {
    const before = tensorCount();
    const { outliers, triggers } = await found();
    expect(tensorCount()).toBe(before);
    expect(triggers.map(({ label }) => label)).toEqual(LABELS);
    triggers.forEach(({ l1, l2, mask, pattern }, label) => {
      const wanted = golden.found[label];
      expect(apart(mask, wanted?.mask ?? [])).toBeLessThan(1e-3);
      expect(apart(pattern, wanted?.pattern ?? [])).toBeLessThan(1e-3);
      expect(l1).toBeCloseTo(wanted?.l1 ?? 0, 1);
      expect(l2).toBeCloseTo(wanted?.l2 ?? 0, 2);
    });
    expect(outliers.indices).toHaveLength(classes);
  });

  it('searches a class alone as it searches it beside the others, in whatever batches', async () => {
    const options = { ...STEPS, batchSize: 4, roundSteps: 1 };
    const [all, alone] = [await found({ options }), await found({ options, labels: [2] })];
    expect(alone.label).toBe(2);
    const [one, other] = [all.triggers[2], alone.triggers[0]];
    expect(apart(one?.mask ?? [], other?.mask ?? [])).toBeLessThan(1e-4);
    expect(apart(one?.pattern ?? [], other?.pattern ?? [])).toBeLessThan(1e-4);
  });

  it('takes as many steps a round as are asked for, all images where none are', async () => {
    const stepsOf = async (options: Partial<NeuralCleanseOptions>): Promise<number[]> => {
      const { readings } = await search({ options: { ...STEPS, rounds: 2, batchSize: 4, ...options } });
      expect(new Set(readings.map(({ limit }) => limit))).toEqual(new Set([readings.length]));
      return readings.map(({ step }) => step);
    };
    expect(await stepsOf({ roundSteps: 1 })).toEqual([1, 2]);
    expect(await stepsOf({ roundSteps: 0 })).toEqual([1, 2, 3, 4]);
    expect(await stepsOf({ roundSteps: 9 })).toEqual([1, 2, 3, 4]);
  });

  it('lets classes go that are done, and keeps their smallest mask that succeeded', async () => {
    const options = { ...STEPS, rounds: 40, threshold: 0.6, patience: 1, stopPatience: 2, learningRate: 0.3 };
    const { readings, result } = await search({ options });
    expect(readings.length).toBeLessThan(40);
    const last = readings.at(-1);
    result?.triggers.forEach(({ hasSucceeded, l1, success }, at) => {
      expect(hasSucceeded).toBe(true);
      expect(success).toBeGreaterThanOrEqual(0.6);
      const own = readings.slice(1).map(({ masks }) => masks[at]?.reduce((sum, each) => sum + each, 0) ?? 0);
      expect(l1).toBeLessThan(own[0] ?? 0);
    });
    expect(last?.losses).toHaveLength(classes);
  });

  it('keeps the last mask of a class that never succeeds', async () => {
    // More than all images do not get the class.
    const { readings, result } = await search({ options: { ...STEPS, threshold: 1.01, cost: 1 } });
    result?.triggers.forEach(({ hasSucceeded, l1, l2, mask }, at) => {
      expect(hasSucceeded).toBe(false);
      expect(l1).toBeCloseTo(
        mask.reduce((sum, each) => sum + each, 0),
        4,
      );
      expect(l2).toBeLessThan(l1);
      // Readings have the mask of the round before: the last one is smaller still.
      expect(l1).toBeLessThan(readings.at(-1)?.masks[at]?.reduce((sum, each) => sum + each, 0) ?? 0);
    });
  });

  it('gives the same bytes for the same seed, others for another, also cropped and flipped', async () => {
    const options = { ...STEPS, batchSize: 3, augmentation: 'crop-flip' } as const;
    const [one, again, other] = [
      await found({ options, seed: 1 }),
      await found({ options, seed: 1 }),
      await found({ options, seed: 2 }),
    ];
    expect(again).toEqual(one);
    expect(other.triggers).not.toEqual(one.triggers);
  });

  it('leaves no tensor wherever it is ended', async () => {
    const left: number[] = [];
    for (let endAfter = 0; endAfter < 5; endAfter++) {
      const before = tensorCount();
      await search({}, endAfter);
      left.push(tensorCount() - before);
    }
    expect(left).toEqual([0, 0, 0, 0, 0]);
  });

  it('stops where the loss is no number, and leaves nothing', async () => {
    const before = tensorCount();
    const parameters = weights();
    parameters.get('linear.bias')?.dispose();
    parameters.set('linear.bias', keep(tensor(new Float32Array(classes).fill(Number.NaN))));
    const classifier: Classifier = { graph: GRAPH, parameters, normalisation: NORMALISATION };
    await expect(search({ classifier })).rejects.toMatchObject({ fault: { code: 'diverged' } });
    disposeTensors(parameters);
    expect(tensorCount()).toBe(before);
  });
});

describe('the class that stands out', () => {
  const trigger = (label: number, l1: number, hasSucceeded = true): FoundTrigger => ({
    label,
    l1,
    l2: l1,
    hasSucceeded,
    success: 1,
    mask: new Float32Array(),
    pattern: new Float32Array(),
  });

  it('has the smallest mask, of equal ones the first, whatever failed', () => {
    expect(smallestMask([trigger(3, 9), trigger(5, 4), trigger(6, 4)])).toBe(5);
    expect(smallestMask([trigger(3, 9), trigger(5, 4, false), trigger(6, 8)])).toBe(6);
    expect(smallestMask([trigger(3, 9, false), trigger(5, 4, false)])).toBe(5);
  });
});

describe('the options of Neural Cleanse', () => {
  it.each(CONSTANTS)('are within their ranges under the constants %s', (constants) => {
    const options = groupDefaults(NEURAL_CLEANSE_OPTIONS, constants);
    expect(v.parse(groupSchema(NEURAL_CLEANSE_OPTIONS), options)).toEqual(options);
  });

  it('are explained in whole sentences', () => {
    for (const { help, label } of Object.values(NEURAL_CLEANSE_OPTIONS)) {
      expect(label).not.toBe('');
      expect(help).toMatch(/\.$/);
    }
  });
});
