/** What the combined defenses are made of, against PyTorch. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { DefenseContext, DefenseEvent } from '../../../workers/defenses/defense';
import { featuresOf, meanFeatures } from '../../../workers/defenses/finePruning';
import { stampImages, stampShare } from '../../../workers/defenses/foundTrigger';
import { tuneAgainst } from '../../../workers/defenses/ncFt';
import { rankByUnlearning } from '../../../workers/defenses/nuFp';
import { eraseTrigger } from '../../../workers/defenses/nuNcAbl';
import { openUnit } from '../../../workers/detection/stampedLoss';
import { createRng } from '../../../workers/engine/rng';
import { disposeTensors, downloadTensors, type OwnedTensors } from '../../../workers/graph/parameters';
import { recipeOptions } from '../../../workers/protocol';
import { defenseChoice } from '../../../workers/protocol/defenses/registry';
import { createFeed } from '../../../workers/rnp/feed';
import { unlearn } from '../../../workers/rnp/unlearn';
import { TrainingState } from '../../../workers/training/trainingState';
import golden from '../../fixtures/defenses/combined.json' with { type: 'json' };
import { startBackend, tensorCount } from '../graph/backends';
import { noise } from '../nets/madeUp';
import { dataOf, nobody, SHORT_TUNING } from './defenseRun';
import {
  apart,
  GRAPH,
  hostWeights,
  mostApart,
  NORMALISATION,
  pictures,
  SEED,
  SITES,
  weights,
} from './tinyDefense';

/** As the script makes it. */
function rawOf(name: string, count: number): Float32Array {
  return openUnit(Float32Array.from(noise(name, count), (each) => 4 * each - 2));
}

const TRIGGER = {
  label: 1,
  mask: rawOf('mask/1', 64),
  pattern: rawOf('pattern/1', 192),
  l1: 0,
  l2: 0,
  success: 1,
  hasSucceeded: true,
};

type Step = (context: DefenseContext, parameters: OwnedTensors) => AsyncGenerator<DefenseEvent, void>;

/** The network after a part of a defense on twelve pictures. */
async function after(step: Step): Promise<Map<string, Float32Array>> {
  const before = tensorCount();
  const [parameters, state] = [weights(), new TrainingState(null, null)];
  const context: DefenseContext = {
    options: defenseChoice('ft').options,
    graph: GRAPH,
    sites: SITES,
    normalisation: NORMALISATION,
    host: hostWeights(),
    original: parameters,
    images: pictures(12),
    heldOut: pictures(0),
    poisoned: null,
    seed: SEED,
    state,
    cutByRnp: nobody,
  };
  for await (const event of step(context, parameters)) expect(event.kind).not.toBe('isolated');
  const moved = dataOf(await downloadTensors(parameters));
  disposeTensors(parameters);
  state.dispose();
  expect(tensorCount()).toBe(before);
  return moved;
}

/** Mean features of the tiny network's pictures under some parameters. */
async function meansOf(parameters: OwnedTensors): Promise<Float32Array> {
  const classifier = { graph: GRAPH, parameters, normalisation: NORMALISATION };
  const features = await featuresOf(classifier, pictures(12));
  return meanFeatures({ features, width: golden.ranking.active.length });
}

describe('images with a found trigger', () => {
  it('have PyTorch’s bytes under their own labels', () => {
    const images = pictures(12);
    const stamped = stampImages(images, TRIGGER);
    const worst = stamped.pixels.reduce(
      (most, value, at) => Math.max(most, Math.abs(value - (golden.stamped[at] ?? 0))),
      0,
    );
    // Single precision may round a half the other way.
    expect(worst).toBeLessThanOrEqual(1);
    expect(apart(stamped.pixels, golden.stamped)).toBeLessThan(1e-3);
    expect(stamped.labels).toEqual(images.labels);
  });

  it('are as many as the share says, and which is drawn by the seed', () => {
    const images = pictures(12);
    const all = stampImages(images, TRIGGER);
    const worn = (share: number, seed: number): number[] => {
      const { pixels } = stampShare(images, TRIGGER, share, createRng(seed, 'stamped'));
      return Array.from({ length: 12 }, (_, at) => at).filter((at) => {
        const own = pixels.subarray(at * 192, (at + 1) * 192);
        const isStamped = Buffer.from(own).equals(all.pixels.subarray(at * 192, (at + 1) * 192));
        if (!isStamped) expect(own).toEqual(images.pixels.subarray(at * 192, (at + 1) * 192));
        return isStamped;
      });
    };
    expect(worn(0.25, 1)).toHaveLength(3);
    expect(worn(0.01, 1)).toHaveLength(1);
    expect(worn(1, 1)).toHaveLength(12);
    expect(worn(0.5, 1)).toEqual(worn(0.5, 1));
    expect(worn(0.5, 1)).not.toEqual(worn(0.5, 2));
  });
});

describe('the parts of the combined defenses', () => {
  beforeAll(() => startBackend('wasm'));

  it('tune on stamped, rightly labelled images by PyTorch’s step', async () => {
    const options = { ...SHORT_TUNING, epochs: 1, batchSize: 12, share: 1 };
    const moved = await after((context, parameters) => tuneAgainst(context, parameters, TRIGGER, options));
    expect(mostApart(moved, golden.tuned)).toBeLessThan(1e-4);
  });

  it('climb the loss of the trigger’s class on stamped images of the others by PyTorch’s step', async () => {
    const options = { epochs: 1, learningRate: 0.01, batchSize: 12 };
    const moved = await after((context, parameters) => eraseTrigger(context, parameters, TRIGGER, options));
    expect(mostApart(moved, golden.risen)).toBeLessThan(1e-4);
  });

  it('rank channels as PyTorch does after two steps of the paper’s unlearning', async () => {
    const parameters = weights();
    const before = await meansOf(parameters);
    const { unlearn: paper } = recipeOptions('paper');
    const ascent = unlearn({
      learner: { graph: GRAPH, parameters, masks: null, moves: 'weights' },
      feed: createFeed(pictures(12), NORMALISATION, { seed: SEED, stage: 'unlearn', batchSize: 12 }),
      options: { ...paper, augmentation: 'none', maxEpochs: 2, stopRule: 'never' },
    });
    for await (const { values } of ascent) expect(values.loss).toBeGreaterThan(0);
    const means = await meansOf(parameters);
    disposeTensors(parameters);
    const active = rankByUnlearning('active', before, means);
    const unchanged = rankByUnlearning('unchanged', before, means);
    expect(active.order).toEqual(golden.ranking.activeOrder);
    expect(unchanged.order).toEqual(golden.ranking.unchangedOrder);
    expect(apart(active.activations, golden.ranking.active)).toBeLessThan(1e-4);
    expect(apart(unchanged.activations, golden.ranking.unchanged)).toBeLessThan(1e-3);
  });
});
