/** NAD: the attention map by hand, the loss and its gradient against PyTorch's autograd, and a whole distillation. */
import { beforeAll, describe, expect, it } from 'vitest';
import { tensor } from '../../../workers/device/tf';
import { attentionDistance, attentionMap, attentionNodes } from '../../../workers/graph/attentionMap';
import { disposeBatch } from '../../../workers/graph/batchTensors';
import { disposeStep } from '../../../workers/graph/gradients';
import { disposeTensors } from '../../../workers/graph/parameters';
import { attentionPenalty, evenShares } from '../../../workers/training/attentionPenalty';
import { differentiateBatch } from '../../../workers/training/train';
import golden from '../../fixtures/defenses/nad.json' with { type: 'json' };
import { startBackend, tensorCount } from '../graph/backends';
import { dataOf, expectDefenseToHold, lastPoint, runDefense, SHORT_TUNING, stagesOf } from './defenseRun';
import {
  GRAPH,
  mostApart,
  NORMALISATION,
  pictureBatch,
  pictures,
  scalarOf,
  valuesOf,
  weights,
} from './tinyDefense';

const INDICES = Uint32Array.from({ length: 8 }, (_, at) => at);
/** Two steps of teacher and student, all pictures at once, as the script takes them. */
const RECORDED = {
  ...SHORT_TUNING,
  teacherEpochs: 2,
  learningRate: 0.02,
  batchSize: 8,
  weightDecay: 1e-4,
} as const;
const EIGHT = { images: pictures(8) };

describe('NAD', () => {
  beforeAll(() => startBackend('wasm'));

  it('looks where the channels have energy: squares summed, then divided by their length', () => {
    const before = tensorCount();
    // Energies 1, 2, 2 and 4, of length 5.
    const features = tensor([1, 0, 1, 1, -1, 1, 0, -2], [1, 2, 2, 2]);
    const map = attentionMap(features);
    expect([...map.dataSync()]).toEqual([0.2, 0.4, 0.4, 0.8].map((each): unknown => expect.closeTo(each, 6)));
    // An even map has a half everywhere: (0.3^2 + 0.1^2 + 0.1^2 + 0.3^2) / 4.
    const even = tensor([0.5, 0.5, 0.5, 0.5], [1, 2, 2]);
    const shares = evenShares(Uint32Array.of(0));
    const distance = attentionDistance(map, even, shares);
    expect(scalarOf(distance)).toBeCloseTo(0.05, 6);
    for (const each of [features, map, even, shares, distance]) each.dispose();
    expect(tensorCount()).toBe(before);
  });

  it('compares the last block of each size of map', () => {
    expect(attentionNodes(GRAPH)).toEqual(['relu3', 'relu4', 'relu5']);
  });

  it('has PyTorch’s loss and gradient for a teacher of other weights', () => {
    const before = tensorCount();
    const [student, teacher, batch] = [weights(), weights('teacher.'), pictureBatch(0, 8)];
    const asked = { graph: GRAPH, parameters: teacher, normalisation: NORMALISATION };
    const penalty = attentionPenalty(GRAPH, asked, evenShares, [500, 1000, 1000]);
    const step = differentiateBatch({ graph: GRAPH, parameters: student, penalty }, batch, INDICES);
    expect(scalarOf(step.value) / golden.value).toBeCloseTo(1, 5);
    expect(mostApart(valuesOf(step.gradients), golden.gradients)).toBeLessThan(1e-4);
    disposeStep(step);
    disposeBatch(batch);
    for (const each of [student, teacher]) disposeTensors(each);
    expect(tensorCount()).toBe(before);
  });

  it('teaches and distils as PyTorch does, without momentum', async () => {
    const run = await runDefense({ id: 'nad', options: { ...RECORDED, momentum: 0 }, context: EIGHT });
    expect(mostApart(dataOf(lastPoint(run).parameters), golden.plain)).toBeLessThan(1e-4);
  });

  it('takes Nesterov’s steps, as the code does (spec 0, point 2)', async () => {
    const run = await runDefense({ id: 'nad', options: RECORDED, context: EIGHT });
    expect(mostApart(dataOf(lastPoint(run).parameters), golden.nesterov)).toBeLessThan(1e-3);
  });

  it('offers the epochs of the student alone, and frees the teacher', async () => {
    const options = { ...RECORDED, teacherEpochs: 1, batchSize: 4 };
    const run = await expectDefenseToHold({ id: 'nad', options });
    expect(stagesOf(run)).toEqual(['teach', 'distil']);
    expect(run.points.map(({ at, pruned }) => [at, pruned])).toEqual([
      [1, 0],
      [2, 0],
    ]);
  });
});
