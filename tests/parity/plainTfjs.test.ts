/**
 * The same network on tfjs's plain JavaScript backend, which takes seconds to train on one image: two pictures
 * against the recording, and one step of each stage against our wasm kernels, which the other files hold to the recording.
 */
import { describe, expect, it } from 'vitest';
import { applyTrigger } from '../../workers/data/triggers/triggers';
import { getBackend } from '../../workers/device/tf';
import { inferLogits } from '../../workers/graph/infer';
import type { HostTensors } from '../../workers/graph/hostTensors';
import { downloadTensors, uploadTensors } from '../../workers/graph/parameters';
import { findMaskSites } from '../../workers/graph/sites';
import { BADNETS_TRIGGER, recipeOptions } from '../../workers/protocol';
import type { Feed } from '../../workers/rnp/feed';
import { createMasks, flattenMasks } from '../../workers/pruning/masks';
import { recover } from '../../workers/rnp/recover';
import { unlearn } from '../../workers/rnp/unlearn';
import { type NodeBackend, startBackend } from '../unit/graph/backends';
import { expectAtMost, largestDifference, relativeDifference } from './agreement';
import {
  firstImages,
  hasRecordedCases,
  loadBackdoored,
  loadFeed,
  loadImages,
  loadUnlearned,
  NORMALISATION,
  readRecordedArrays,
} from './recorded';

const IMAGES = 2;
const OPTIONS = recipeOptions('reference-code');

/** The recorded batches, cut down to their first few images: one batch an epoch. */
async function shortFeed(stage: 'unlearning' | 'recovering'): Promise<Feed> {
  const feed = await loadFeed(stage);
  const first = feed.epoch(0).batches.map((batch) => batch.slice(0, IMAGES));
  return {
    ...feed,
    batchesPerEpoch: 1,
    epoch: (epoch) => ({ batches: first.slice(epoch, epoch + 1), augmentWith: null }),
  };
}

/** One step of ascent: the loss and the weights it leads to. */
async function unlearnOnce(backend: NodeBackend): Promise<{ losses: number[]; weights: HostTensors }> {
  await startBackend(backend);
  const { graph, host } = await loadBackdoored();
  const learner = { graph, parameters: uploadTensors(host), masks: null, moves: 'weights' } as const;
  const options = { ...OPTIONS.unlearn, maxEpochs: 1, stopRule: 'never' } as const;
  const losses: number[] = [];
  for await (const { values } of unlearn({ learner, feed: await shortFeed('unlearning'), options }))
    losses.push(values.loss ?? Number.NaN);
  expect(getBackend()).toBe(backend);
  return { losses, weights: await downloadTensors(learner.parameters) };
}

/** One step of descent on the masks. */
async function recoverOnce(backend: NodeBackend): Promise<Float32Array> {
  await startBackend(backend);
  const { graph, host } = await loadUnlearned();
  const sites = findMaskSites(graph);
  const learner = {
    graph,
    parameters: uploadTensors(host),
    masks: createMasks(sites),
    moves: 'masks',
  } as const;
  const options = { ...OPTIONS.recover, epochs: 1 };
  let masks: Float32Array = new Float32Array();
  for await (const reading of recover({ learner, sites, feed: await shortFeed('recovering'), options }))
    masks = flattenMasks(sites, reading.masks);
  return masks;
}

describe.skipIf(!hasRecordedCases())('the plain backend of tfjs', () => {
  it.each([
    ['clean', 'logits_clean'],
    ['triggered', 'logits_triggered'],
  ])(
    'gives the recorded logits in eval mode: %s',
    async (kind, name) => {
      await startBackend('cpu');
      const { graph, host } = await loadBackdoored();
      const clean = firstImages(await loadImages('cifar10-test-1000'), IMAGES);
      const images =
        kind === 'clean' ? clean : { ...clean, pixels: applyTrigger(BADNETS_TRIGGER, clean.pixels, clean) };
      const logits = await inferLogits(
        { graph, parameters: uploadTensors(host), normalisation: NORMALISATION },
        images,
      );
      const expected = (await readRecordedArrays('eval64.npz'))(name).data.slice(0, logits.length);
      expectAtMost(`cpu, ${name}`, largestDifference(logits, expected), 1e-3);
    },
    600_000,
  );

  it('unlearns as our wasm kernels do', async () => {
    const ours = await unlearnOnce('wasm');
    const plain = await unlearnOnce('cpu');
    expect(plain.losses).toHaveLength(1);
    expectAtMost('cpu, losses', relativeDifference(plain.losses, ours.losses), 1e-5);
    const errors = [...plain.weights].map(([name, { data }]) =>
      relativeDifference(data, ours.weights.get(name)?.data ?? []),
    );
    expectAtMost('cpu, weights and running statistics', Math.max(...errors), 1e-5);
  }, 600_000);

  it('recovers as our wasm kernels do', async () => {
    const ours = await recoverOnce('wasm');
    const plain = await recoverOnce('cpu');
    expect(ours.some((mask) => mask < 1)).toBe(true);
    expectAtMost('cpu, masks', largestDifference(plain, ours), 1e-5);
  }, 600_000);
});
