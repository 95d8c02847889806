/** Fast is worth nothing unless it is right: gradients against tfjs's cpu backend, losses against PyTorch's. */
import { startWasm } from '../device';
import { W16_B32 } from '../networks';
import { startTorch } from '../peers';
import { type Lab, type Measured, NO_TORCH, type SectionResult } from '../section';
import { columns, digits } from '../table';
import { askFrom } from '../torchCase';
import { LEARNING_RATE, startingPoint, Training } from '../training';
import { runSelfTest } from '../../workers/graph/selfTest';

const STEPS = 12;

interface Losses {
  readonly ours: readonly number[];
  readonly torch: readonly number[];
}

async function compareLosses(python: string): Promise<Losses> {
  const start = startingPoint(W16_B32);
  const peer = startTorch(python);
  const training = new Training(start);
  try {
    const request = { op: 'losses', steps: STEPS, learningRate: LEARNING_RATE } as const;
    const torch = await askFrom<number[]>(peer, start, W16_B32, request);
    const ours: number[] = [];
    for (let step = 0; step < STEPS; step++) ours.push(await training.step());
    return { ours, torch };
  } finally {
    training.dispose();
    peer.close();
  }
}

/** Largest difference of two lists of equal length; NaN where a number is missing. */
function largestDifference({ ours, torch }: Losses): number {
  return Math.max(...ours.map((loss, step) => Math.abs(loss - (torch[step] ?? Number.NaN))));
}

/** Both checks; the small network of the self-test has every kind of step. */
export async function checksSection(lab: Lab): Promise<SectionResult> {
  await startWasm(1);
  lab.tell('checks: gradients');
  const gradients = await runSelfTest();
  lab.tell('checks: losses');
  const losses = lab.torch === null ? null : await compareLosses(lab.torch);
  const loss: Measured =
    losses === null
      ? { id: 'checks/loss', missing: NO_TORCH }
      : { id: 'checks/loss', value: largestDifference(losses) };
  const rows = Object.entries(losses ?? {}).map(([side, values]: [string, readonly number[]]) => [
    side,
    ...values.map((value) => value.toFixed(4)),
  ]);
  return {
    figures: [{ id: 'checks/gradients', value: gradients }, loss],
    details: [
      `gradients, statistics and logits of the self-test's network within ${digits(gradients)} of the cpu backend's`,
      ...(losses === null
        ? [NO_TORCH]
        : [`losses of ${String(STEPS)} steps from equal weights:`, ...columns(rows)]),
    ],
    data: { gradients, losses },
  };
}
