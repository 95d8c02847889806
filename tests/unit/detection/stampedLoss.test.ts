/** The gradient of what Neural Cleanse descends on, by central differences along random directions of masks and patterns. */
import { beforeAll, describe, expect, it } from 'vitest';
import { differentiateStamped } from '../../../workers/detection/stampedLoss';
import { createRng, type Rng } from '../../../workers/engine/rng';
import { disposeBatch } from '../../../workers/graph/batchTensors';
import type { HostTensors } from '../../../workers/graph/hostTensors';
import { meanCrossEntropy } from '../../../workers/graph/infer';
import { disposeTensors, uploadTensors } from '../../../workers/graph/parameters';
import type { NeuralCleanseOptions } from '../../../workers/protocol/detection/neuralCleanse';
import { NORMALISATION, pictureBatch, SMOOTH, valuesOf, weights } from '../defenses/tinyDefense';
import { startBackend, tensorCount } from '../graph/backends';
import { named } from '../graph/tinyNetwork';
import { costed, LABELS, rawTriggers } from './rawTriggers';

const IMAGES = 6;
/** Of each number along a direction. Below it, single precision blurs the difference of two losses. */
const STEP = 0.02;
const COSTED = costed(LABELS);

type Norm = NeuralCleanseOptions['norm'];

/** The loss in double precision, and its gradient. The network has no kinks. */
function differentiated(raw: HostTensors, norm: Norm) {
  const [parameters, searched, batch] = [weights(), uploadTensors(raw), pictureBatch(0, IMAGES)];
  const classifier = { graph: SMOOTH, parameters, normalisation: NORMALISATION };
  const step = differentiateStamped(classifier, batch.x, searched, COSTED, norm);
  const [logits, sizes] = [Float32Array.from(step.logits.dataSync()), step.sizes.dataSync()];
  const rows = IMAGES * SMOOTH.classes;
  const value = COSTED.reduce((sum, { cost, label }, at) => {
    const own = logits.subarray(at * rows, (at + 1) * rows);
    const wanted = new Uint16Array(IMAGES).fill(label);
    return sum + meanCrossEntropy(own, wanted, SMOOTH.classes) + cost * (sizes[at] ?? Number.NaN);
  }, 0);
  const gradients = valuesOf(step.gradients);
  for (const each of [step.logits, step.sizes, ...step.gradients.values()]) each.dispose();
  disposeBatch(batch);
  disposeTensors(searched);
  disposeTensors(parameters);
  return { value, gradients };
}

type Direction = ReadonlyMap<string, Float32Array>;

/** Normal numbers for what belongs to `kind`, mask or pattern; 0 for the rest. */
function drawDirection(kind: string, rng: Rng): Direction {
  return new Map(
    [...rawTriggers()].map(([name, { data }]) => [
      name,
      data.map(() => (name.startsWith(kind) ? rng.normal() : 0)),
    ]),
  );
}

function moved(by: number, direction: Direction): HostTensors {
  return new Map(
    [...rawTriggers()].map(([name, { data, shape }]) => {
      const along = named(direction, name);
      return [name, { shape, data: data.map((value, at) => value + by * (along[at] ?? 0)) }];
    }),
  );
}

function dot(gradients: Direction, direction: Direction): number {
  return [...gradients].reduce((sum, [name, values]) => {
    const along = named(direction, name);
    return values.reduce((partial, value, at) => partial + value * (along[at] ?? 0), sum);
  }, 0);
}

describe('the gradient of the stamped loss', () => {
  beforeAll(() => startBackend('wasm'));

  it.each([
    ['l1', 'mask'],
    ['l1', 'pattern'],
    ['l2', 'mask'],
    ['l2', 'pattern'],
  ] as const)('under %s is what moving every %s does to the loss', (norm, kind) => {
    const before = tensorCount();
    const { gradients } = differentiated(rawTriggers(), norm);
    const rng = createRng(5, `${norm}/${kind}`);
    for (let draw = 0; draw < 4; draw++) {
      const direction = drawDirection(kind, rng);
      const [up, down] = [STEP, -STEP].map((by) => differentiated(moved(by, direction), norm).value);
      const numeric = ((up ?? Number.NaN) - (down ?? Number.NaN)) / (2 * STEP);
      expect(Math.abs(dot(gradients, direction) - numeric)).toBeLessThan(0.01 * Math.abs(numeric));
    }
    expect(tensorCount()).toBe(before);
  });
});
