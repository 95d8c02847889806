/** ABL: the trap of the loss, the judgement of the images and the ascent against PyTorch, and the whole defense. */
import { beforeAll, describe, expect, it } from 'vitest';
import { flooded, isolate, rowLosses } from '../../../workers/defenses/abl';
import { engine, tensor, tidy } from '../../../workers/device/tf';
import { disposeStep } from '../../../workers/graph/gradients';
import { disposeTensors } from '../../../workers/graph/parameters';
import { disposeBatch, oneHotRows } from '../../../workers/graph/batchTensors';
import { differentiateBatch } from '../../../workers/training/train';
import golden from '../../fixtures/defenses/abl.json' with { type: 'json' };
import { startBackend, tensorCount } from '../graph/backends';
import { noise } from '../nets/madeUp';
import { dataOf, expectDefenseToHold, lastPoint, runDefense, stagesOf } from './defenseRun';
import {
  apart,
  GRAPH,
  hostWeights,
  mostApart,
  pictureBatch,
  pictures,
  scalarOf,
  valuesOf,
  weights,
} from './tinyDefense';

const { classes } = GRAPH;
const LABELS = Uint16Array.from(golden.labels);
/** As the script makes them. */
const LOGITS = Float32Array.from(noise('logits', LABELS.length * classes), (each) => 4 * each - 2);
const SHORT = {
  isolationEpochs: 2,
  isolationRate: 0.05,
  share: 0.25,
  tuningEpochs: 1,
  tuningRate: 0.05,
  unlearnEpochs: 2,
  unlearnRate: 0.01,
  batchSize: 4,
} as const;

describe('the trap of ABL', () => {
  beforeAll(() => startBackend('wasm'));

  it.each((['above', 'below'] as const).map((side, at) => [side, golden.flooded[at]] as const))(
    'has PyTorch’s value and gradient %s the level',
    (_, recorded) => {
      if (recorded === undefined) throw new RangeError('two sides are recorded');
      const { ascent, gradient, level, value } = recorded;
      const before = tensorCount();
      const [logits, oneHot] = [tensor(LOGITS, [LABELS.length, classes]), oneHotRows(LABELS, classes)];
      const found = tidy(() => engine().gradients(() => flooded(level)(logits, oneHot), [logits]));
      const [slope] = found.grads;
      expect(scalarOf(found.value)).toBeCloseTo(value, 5);
      expect(apart(slope?.dataSync() ?? [], gradient)).toBeLessThan(1e-5);
      // Local gradient ascent, sign(l - level) l, has another value and the same gradient.
      expect(apart(slope?.dataSync() ?? [], ascent)).toBeLessThan(1e-5);
      for (const each of [logits, oneHot, found.value, ...found.grads]) each.dispose();
      expect(tensorCount()).toBe(before);
    },
  );

  it.each([
    ['down the cross-entropy above the level', 0.01, 1],
    ['up the cross-entropy below it', 9, -1],
  ])('sends the weights %s', (_, level, sign) => {
    const [parameters, batch] = [weights(), pictureBatch(0, 8)];
    const training = { graph: GRAPH, parameters, objective: flooded(level) };
    const step = differentiateBatch(training, batch, Uint32Array.of());
    const signed = new Map(
      [...valuesOf(step.gradients)].map(([name, each]) => [name, each.map((g) => sign * g)]),
    );
    expect(mostApart(signed, golden.gradients)).toBeLessThan(1e-4);
    disposeStep(step);
    disposeBatch(batch);
    disposeTensors(parameters);
  });
});

describe('the judgement of ABL', () => {
  it('has PyTorch’s cross-entropy of each image, however far the logits are apart', () => {
    expect(apart(rowLosses(LOGITS, LABELS, classes), golden.losses)).toBeLessThan(1e-6);
    const far = LOGITS.map((each) => 100 * each);
    expect(apart(rowLosses(far, LABELS, classes), golden.farLosses)).toBeLessThan(1e-6);
  });

  it('isolates the images with the smallest loss', () => {
    const losses = rowLosses(LOGITS, LABELS, classes);
    for (const count of [1, 2, 3, 4, 5, 6]) {
      const found = isolate(losses, count / 6);
      expect([...found.isolated]).toEqual(golden.order.slice(0, count).sort());
      expect([...found.others]).toEqual(golden.order.slice(count).sort());
    }
  });

  it('isolates one image at least, and of equal losses the first', () => {
    expect([...isolate(Float32Array.of(3, 1, 2), 0.01).isolated]).toEqual([1]);
    const { isolated, others } = isolate(Float32Array.of(2, 1, 2, 2, 0.5, 2), 0.5);
    expect([...isolated]).toEqual([0, 1, 4]);
    expect([...others]).toEqual([2, 3, 5]);
  });

  it('keeps positions in the order of numbers, not of words', () => {
    const { isolated } = isolate(
      Float32Array.from({ length: 24 }, (_, at) => 24 - at),
      0.75,
    );
    expect([...isolated]).toEqual(Array.from({ length: 18 }, (_, at) => at + 6));
  });
});

describe('ABL', () => {
  beforeAll(() => startBackend('wasm'));

  it('isolates, tunes, and unlearns, each a place to stop from the tuned network on', async () => {
    const run = await expectDefenseToHold({
      id: 'abl',
      options: SHORT,
      context: { poisoned: pictures(12) },
    });
    expect(stagesOf(run)).toEqual(['isolate', 'tune', 'erase']);
    expect(run.points.map(({ at }) => at)).toEqual([0, 1, 2]);
    const told = run.events.flatMap((event) => (event.kind === 'isolated' ? [event.indices] : []));
    expect(told.map(({ length }) => length)).toEqual([3]);
  });

  it('climbs the cross-entropy of the isolated images by PyTorch’s step, while the decay still shrinks', async () => {
    // The isolation is over, and takes all of the eight recorded images.
    const from = {
      tensors: new Map([['repaired', hostWeights()]]),
      bytes: new Map<string, never>(),
      epochs: new Map([['isolate', SHORT.isolationEpochs]]),
    };
    const options = { ...SHORT, share: 1, tuningEpochs: 0, unlearnEpochs: 1, batchSize: 128 };
    const run = await runDefense({ id: 'abl', options, from, context: { poisoned: pictures(8) } });
    expect(run.points.map(({ at }) => at)).toEqual([0, 1]);
    expect(mostApart(dataOf(lastPoint(run).parameters), golden.risen)).toBeLessThan(1e-5);
  });

  it('cannot do without the poisoned set', async () => {
    await expect(runDefense({ id: 'abl', options: SHORT })).rejects.toMatchObject({
      fault: { code: 'defense-unfit', params: { need: 'poisoned-set' } },
    });
  });
});
