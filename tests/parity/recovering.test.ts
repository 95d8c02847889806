/** Stage 2 from the recorded unlearned weights on the recorded batches, on the wasm backend: 40 steps. */
import { beforeAll, describe, expect, it } from 'vitest';
import { mul, type Tensor } from '../../workers/device/tf';
import { disposeBatch, uploadBatch } from '../../workers/graph/batchTensors';
import { differentiate, disposeStep } from '../../workers/graph/gradients';
import type { Graph } from '../../workers/graph/graph';
import { crossEntropy } from '../../workers/graph/loss';
import type { HostTensors } from '../../workers/graph/hostTensors';
import { downloadTensors, uploadTensors } from '../../workers/graph/parameters';
import { findMaskSites } from '../../workers/graph/sites';
import { type MaskSite, recipeOptions } from '../../workers/protocol';
import { createMasks, flattenMasks } from '../../workers/pruning/masks';
import { recover, type RecoverResult } from '../../workers/rnp/recover';
import { startBackend } from '../unit/graph/backends';
import { expectAtMost, largestDifference, relativeDifference } from './agreement';
import { type Checksum, checksumError, checksumsOf } from './checksums';
import { hasRecordedCases, loadFeed, loadUnlearned, readRecordedArrays, readRecordedJson } from './recorded';

interface Recording {
  readonly loss: number[];
  readonly loss_steps_11_to_40: number[];
  readonly correct: number[];
  readonly running_stat_checksum_after_40: Record<string, Checksum>;
}

const STEPS = 40;
const FILTERS = 1200;
const OPTIONS = { ...recipeOptions('reference-code').recover, epochs: 10 };

describe.skipIf(!hasRecordedCases())('recovering on recorded batches', () => {
  const losses: number[] = [];
  const correct: number[] = [];
  const masks: Float32Array[] = [];
  let recording: Recording;
  let recorded: Awaited<ReturnType<typeof readRecordedArrays>>;
  let graph: Graph;
  let host: HostTensors;
  let sites: MaskSite[];
  let checksums: Map<string, Checksum>;
  let after: HostTensors;
  let result: RecoverResult;

  beforeAll(async () => {
    await startBackend('wasm');
    recording = readRecordedJson('recovering.json') as Recording;
    recorded = await readRecordedArrays('recovering.npz');
    ({ graph, host } = await loadUnlearned());
    sites = findMaskSites(graph);
    const feed = await loadFeed('recovering');
    const parameters = uploadTensors(host);
    const learner = { graph, parameters, masks: createMasks(sites), moves: 'masks' } as const;
    const stage = recover({ learner, sites, feed, options: OPTIONS });
    let next = await stage.next();
    for (; next.done !== true; next = await stage.next()) {
      const { step, epoch, values } = next.value;
      const batch = feed.epoch(epoch).batches[(step - 1) % feed.batchesPerEpoch];
      losses.push(values.loss ?? Number.NaN);
      correct.push(Math.round((values.trainAccuracy ?? Number.NaN) * (batch?.length ?? 0)));
      masks.push(flattenMasks(sites, next.value.masks));
    }
    result = next.value;
    after = await downloadTensors(parameters);
    checksums = checksumsOf(graph, after);
  }, 1_200_000);

  it('starts from the recorded gradient of the masks', async () => {
    const feed = await loadFeed('recovering');
    const batch = uploadBatch(
      feed.images,
      feed.epoch(0).batches[0] ?? new Uint32Array(),
      feed.normalisation,
      null,
    );
    const by = createMasks(sites);
    const objective = (logits: Tensor): Tensor => mul(crossEntropy(logits, batch.oneHot), OPTIONS.alpha);
    const parameters = uploadTensors(host);
    const step = differentiate({ graph, parameters, masks: by, x: batch.x, objective, by, mode: 'train' });
    const gradients = await downloadTensors(step.gradients);
    const flat = flattenMasks(sites, new Map([...gradients].map(([site, { data }]) => [site, data])));
    const expected = recorded('mask_grad_step1').data;
    // A ReLU whose side rounding decides moves a few of them by more than rounding itself.
    expectAtMost('largest error of a mask gradient', relativeDifference(flat, expected), 1e-3);
    const errors = flat.map((value, at) => Math.abs(value - (expected[at] ?? Number.NaN))).sort();
    expectAtMost('median error of the mask gradients', errors[FILTERS / 2] ?? Number.NaN, 1e-6);
    disposeStep(step);
    disposeBatch(batch);
  });

  it('has the recorded losses', () => {
    const expected = [...recording.loss, ...recording.loss_steps_11_to_40];
    expect(losses).toHaveLength(STEPS);
    // Recorded is what was differentiated, alpha included; the engine reports the cross-entropy.
    const errors = expected.map(
      (loss, at) => Math.abs(OPTIONS.alpha * (losses[at] ?? Number.NaN) - loss) / loss,
    );
    expectAtMost('loss at step 1', errors[0] ?? Number.NaN, 1e-5);
    expectAtMost('losses up to step 10', Math.max(...errors.slice(0, 10)), 1e-3);
    expectAtMost('losses up to step 40', Math.max(...errors), 1e-2);
  });

  it('gets the recorded number of images right', () => {
    expect(correct.slice(0, 10)).toEqual(recording.correct);
  });

  it('has the recorded masks after each of the first ten steps', () => {
    const expected = recorded('mask_after_step').data;
    const errors = masks
      .slice(0, 10)
      .map((mask, at) => largestDifference(mask, expected.slice(at * FILTERS, (at + 1) * FILTERS)));
    expectAtMost('masks after step 1', errors[0] ?? Number.NaN, 1e-5);
    expectAtMost('masks after steps 1 to 10', Math.max(...errors), 1e-3);
  });

  it('has the recorded masks after 40 steps', () => {
    const expected = recorded('mask_after_40').data;
    expectAtMost('masks after step 40', largestDifference(masks[39] ?? [], expected), 1e-2);
    expect(flattenMasks(sites, result.masks)).toEqual(masks[39]);
  });

  it('reports the mean of the masks over all steps', () => {
    const mean = Float32Array.from(
      { length: FILTERS },
      (_, at) => masks.reduce((sum, mask) => sum + (mask[at] ?? Number.NaN), 0) / STEPS,
    );
    expect(largestDifference(flattenMasks(sites, result.meanMasks), mean)).toBeLessThan(1e-6);
  });

  it('moves the running statistics as recorded and leaves every weight alone', () => {
    const errors = Object.entries(recording.running_stat_checksum_after_40).map(([name, expected]) => {
      const [actual, spec] = [checksums.get(name), graph.parameters.get(name)];
      if (actual === undefined || spec === undefined) throw new RangeError(`no checksum of ${name}`);
      return checksumError(actual, expected, spec.shape[0] ?? 1);
    });
    expect(errors).toHaveLength(40);
    expectAtMost('running statistics after step 40', Math.max(...errors), 1e-2);
    for (const [name, { trainable }] of graph.parameters) {
      if (trainable)
        expect(largestDifference(after.get(name)?.data ?? [], host.get(name)?.data ?? []), name).toBe(0);
    }
  });
});
