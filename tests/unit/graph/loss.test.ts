/** The two objectives against their definitions and against finite differences, both in double precision. */
import { beforeAll, describe, expect, it } from 'vitest';
import { engine, type Tensor, tensor, tidy } from '../../../workers/device/tf';
import { boundedObjective, crossEntropy } from '../../../workers/graph/loss';
import { startBackend, tensorCount } from './backends';

const CLASSES = 4;
/** Undecided, wrong, right, and right with p = 0.9998, where `bounded` is steepest. */
const LOGITS = [0.1, -0.2, 0.3, 0, 4, 1, -2, 0.5, -1, 2, 3, 0, 0, 0, 0, 9.6];
const LABELS = [2, 1, 2, 3];

/** log softmax of one row at one class. */
function logProbability(row: readonly number[], label: number): number {
  const largest = Math.max(...row);
  const total = row.reduce((sum, value) => sum + Math.exp(value - largest), 0);
  return (row[label] ?? Number.NaN) - largest - Math.log(total);
}

function meanOver(logits: readonly number[], of: (logP: number) => number): number {
  const terms = LABELS.map((label, at) =>
    of(logProbability(logits.slice(at * CLASSES, (at + 1) * CLASSES), label)),
  );
  return terms.reduce((sum, term) => sum + term, 0) / terms.length;
}

interface Objective {
  readonly name: string;
  readonly tensors: (logits: Tensor, oneHot: Tensor) => Tensor;
  readonly numbers: (logits: readonly number[]) => number;
}

const OBJECTIVES: readonly Objective[] = [
  { name: 'cross-entropy', tensors: crossEntropy, numbers: (z) => meanOver(z, (logP) => -logP) },
  {
    name: 'bounded',
    tensors: boundedObjective,
    numbers: (z) => meanOver(z, (logP) => Math.log1p(-Math.exp(logP))),
  },
];

/** Value and gradient in the logits. */
function run(objective: Objective, logits: readonly number[]): { value: number; gradient: number[] } {
  const rows = logits.length / CLASSES;
  const hot = LABELS.flatMap((label) => Array.from({ length: CLASSES }, (_, at) => (at === label ? 1 : 0)));
  const [value, gradient] = tidy((): [Tensor, Tensor] => {
    const z = tensor([...logits], [rows, CLASSES], 'float32');
    const oneHot = tensor(hot.slice(0, logits.length), [rows, CLASSES], 'float32');
    const result = engine().gradients(() => objective.tensors(z, oneHot), [z]);
    return [result.value, result.grads[0] ?? z];
  });
  const numbers = { value: value.dataSync()[0] ?? Number.NaN, gradient: [...gradient.dataSync()] };
  value.dispose();
  gradient.dispose();
  return numbers;
}

describe.each(['wasm', 'cpu'] as const)('objectives on %s', (backend) => {
  beforeAll(() => startBackend(backend));

  it.each(OBJECTIVES)('$name has the value of its definition', (objective) => {
    // float32 has few digits left of 1 - p where p is almost 1.
    expect(run(objective, LOGITS).value).toBeCloseTo(objective.numbers(LOGITS), 3);
  });

  it.each(OBJECTIVES)('$name has the slope of its definition in every logit', (objective) => {
    const { gradient } = run(objective, LOGITS);
    const slopes = LOGITS.map((_, at) => {
      const moved = (by: number): number[] =>
        LOGITS.map((value, index) => (index === at ? value + by : value));
      return (objective.numbers(moved(1e-5)) - objective.numbers(moved(-1e-5))) / 2e-5;
    });
    slopes.forEach((slope, at) => {
      expect(Math.abs((gradient[at] ?? Number.NaN) - slope), `logit ${String(at)}`).toBeLessThan(2e-4);
    });
  });

  it('bounded leaves images alone that are wrong already', () => {
    const [plain, bounded] = OBJECTIVES.map(
      (objective) => run(objective, [12, 0, 0, 0, 12, 0, 0, 0]).gradient,
    );
    // Both images are of other classes than the network says.
    expect(Math.max(...(bounded ?? []).map(Math.abs))).toBeLessThan(1e-4);
    expect(Math.max(...(plain ?? []).slice(0, CLASSES).map(Math.abs))).toBeGreaterThan(0.4);
  });

  it.each(OBJECTIVES)('$name stays finite for logits of any size', (objective) => {
    const huge = [1e4, -1e4, 0, 0, 0, 1e4, 0, 0, -1e30, 0, 1e30, 0, 0, 0, 0, 88];
    const { value, gradient } = run(objective, huge);
    expect(value).toSatisfy(Number.isFinite);
    expect(gradient.every(Number.isFinite)).toBe(true);
  });

  it('leaves no tensors behind', () => {
    const before = tensorCount();
    for (const objective of OBJECTIVES) run(objective, LOGITS);
    expect(tensorCount()).toBe(before);
  });
});
