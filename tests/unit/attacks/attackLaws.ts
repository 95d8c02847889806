/** What holds for every attack that trains in its own way. */
import { expect } from 'vitest';
import { replaceTensor } from '../../../workers/graph/parameters';
import { tensor } from '../../../workers/device/tf';
import { tensorCount } from '../graph/backends';
import { type AttackRun, lossesOf, runAttack } from './attackRun';

type Attack = Parameters<typeof runAttack>[0];

/** Cut off after any epoch it ends with the same bytes; steps rise; cancelled or broken it leaves nothing. The whole run. */
export async function expectAttackToHold(
  attack: Attack,
  { snapshots }: { readonly snapshots: number },
): Promise<AttackRun> {
  const before = tensorCount();
  const through = await runAttack(attack);
  expect(through.snapshots).toHaveLength(snapshots);
  for (const [at, snapshot] of through.snapshots.entries()) {
    const resumed = await runAttack({ ...attack, from: structuredClone(snapshot) });
    expect(resumed.tensors, `from snapshot ${String(at)}`).toEqual(through.tensors);
    expect(resumed.result).toEqual(through.result);
    expect(resumed.snapshots).toHaveLength(snapshots - at - 1);
  }
  const other = await runAttack({ ...attack, seed: 4 });
  expect(other.tensors.get('classifier')).not.toEqual(through.tensors.get('classifier'));
  expectStepsToRise(through);
  const steps = lossesOf(through, 'train').length;
  for (const cancelAfter of [1, steps - 1])
    expect((await runAttack({ ...attack, cancelAfter })).result).toBeNull();
  await expect(runAttack({ ...attack, onEvent: breakClassifier })).rejects.toThrow('diverged');
  expect(tensorCount()).toBe(before);
  return through;
}

function expectStepsToRise({ events }: AttackRun): void {
  const steps = events.flatMap((event) => (event.kind === 'step' ? [event] : []));
  for (const stage of new Set(steps.map((event) => event.stage))) {
    const own = steps.filter((event) => event.stage === stage);
    expect(own.map(({ step }) => step)).toEqual(own.map((_, at) => at + 1));
    expect(new Set(own.map(({ limit }) => limit))).toEqual(new Set([own.length]));
  }
}

const breakClassifier: NonNullable<Attack['onEvent']> = (event, state) => {
  if (event.kind !== 'step') return;
  const classifier = state.tensors('classifier', null);
  const bias = classifier.get('linear.bias');
  if (bias !== undefined)
    replaceTensor(classifier, 'linear.bias', tensor(new Float32Array(bias.size).fill(Number.NaN)));
};
