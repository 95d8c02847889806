/** A run does not grow: after its first steps a thousand more leave the tensors and the heap as they are. */
import { beforeAll, describe, expect, it } from 'vitest';
import { wasmMemoryBytes, type WasmHeap } from '../../../workers/device/kernels/wasm/heap';
import { memory } from '../../../workers/device/tf';
import { inferLogits } from '../../../workers/graph/infer';
import { TINY_NORMALISATION, tinyImages } from '../graph/tinyNetwork';
import { recover } from '../../../workers/rnp/recover';
import type { Learner } from '../../../workers/rnp/step';
import { unlearn } from '../../../workers/rnp/unlearn';
import { startWasm } from '../kernels/nodeWasm';
import { createLearner, disposeLearner, RECOVER, TINY_SITES, tinyFeed, UNLEARN } from './tinyStages';

/** Batches of 4, 4 and 2: the short one is the reference's, and must not make memory grow either. */
const EPOCHS = 340;
const FIRST_STEPS = 20;
/** Steps between two evaluations, whose last batch is filled up. */
const EVALUATE_EVERY = 60;

describe('over a thousand steps', () => {
  let heap: WasmHeap;
  beforeAll(async () => {
    heap = await startWasm();
  });

  function held() {
    const { numTensors, numDataBuffers, numBytes } = memory();
    return { numTensors, numDataBuffers, numBytes, heap: wasmMemoryBytes(heap) };
  }

  async function evaluate({ graph, parameters }: Learner): Promise<void> {
    const classifier = { graph, parameters, normalisation: TINY_NORMALISATION };
    await inferLogits(classifier, tinyImages(9), { batchSize: 4 });
  }

  it.each([
    [
      'unlearning',
      (learner: Learner) =>
        unlearn({
          learner,
          feed: tinyFeed(),
          options: { ...UNLEARN, learningRate: 1e-5, maxEpochs: EPOCHS },
        }),
    ],
    [
      'recovering',
      (learner: Learner) =>
        recover({
          learner,
          sites: TINY_SITES,
          feed: tinyFeed(),
          options: { ...RECOVER, epochs: EPOCHS },
        }),
    ],
  ] as const)('%s holds what it held after its first ones', { timeout: 60_000 }, async (name, run) => {
    const learner = createLearner(name === 'unlearning' ? 'weights' : 'masks');
    let first: ReturnType<typeof held> | null = null;
    let last = 0;
    for await (const { step } of run(learner)) {
      if (step === 1 || step % EVALUATE_EVERY === 0) await evaluate(learner);
      if (step === FIRST_STEPS) first = held();
      if (step > FIRST_STEPS && step % 100 === 0) expect(held(), `step ${String(step)}`).toEqual(first);
      last = step;
    }
    expect(last).toBe(3 * EPOCHS);
    disposeLearner(learner);
  });
});
