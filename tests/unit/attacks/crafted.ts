/** What tests of attacks that make pictures ask of a run. */
import { expect } from 'vitest';
import type { AttackEvent } from '../../../workers/attacks/attack';
import type { Classifier } from '../../../workers/graph/infer';
import { disposeTensors, type OwnedTensors, uploadTensors } from '../../../workers/graph/parameters';
import { tensorCount } from '../graph/backends';
import { buildTinyResnet, TINY_NORMALISATION, tinyParameters } from '../graph/tinyNetwork';
import { type AttackRun, runAttack } from './attackRun';

type Attack = Parameters<typeof runAttack>[0];

/** A network that is not as fresh as it is drawn; the caller frees it with {@link freeClassifier}. */
export function tinyClassifier(): Classifier & { readonly parameters: OwnedTensors } {
  const graph = buildTinyResnet();
  return { graph, parameters: uploadTensors(tinyParameters(graph)), normalisation: TINY_NORMALISATION };
}

export function freeClassifier({ parameters }: { readonly parameters: OwnedTensors }): void {
  disposeTensors(parameters);
}

/** The stages in the order in which they came. */
export function stagesOf({ events }: AttackRun): string[] {
  return events.flatMap((event) => (event.kind === 'stage' ? [event.stage] : []));
}

/** Numbers of the steps of a stage. */
export function stepsOf({ events }: AttackRun, stage: string): number[] {
  return events.flatMap((event) => (event.kind === 'step' && event.stage === stage ? [event.step] : []));
}

export function plantedIn({ events }: AttackRun): AttackEvent & { readonly kind: 'planted' } {
  const planted = events.find((event) => event.kind === 'planted');
  if (planted === undefined) throw new Error('nothing was planted');
  return planted;
}

/** Numbers 1, 2, ... */
export function counted(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}

/** Goes on from every snapshot of a run and expects the classifier of the run that went through. */
export async function expectResumable(attack: Attack): Promise<void> {
  const whole = await runAttack(attack);
  for (const [at, from] of whole.snapshots.entries()) {
    const resumed = await runAttack({ ...attack, from });
    expect(resumed.tensors.get('classifier'), `from snapshot ${String(at)}`).toEqual(
      whole.tensors.get('classifier'),
    );
    expect(plantedIn(resumed)).toEqual(plantedIn(whole));
    // What was dropped does not come back with the snapshot.
    const last = resumed.snapshots.at(-1) ?? from;
    expect([...last.tensors.keys()].sort()).toEqual(
      [...(whole.snapshots.at(-1)?.tensors.keys() ?? [])].sort(),
    );
  }
}

/** Cancels a run after each of the given numbers of steps and expects every tensor to be gone. */
export async function expectNothingLeft(attack: Attack, steps: readonly number[]): Promise<void> {
  const before = tensorCount();
  for (const cancelAfter of steps) {
    await runAttack({ ...attack, cancelAfter });
    expect(tensorCount(), `after ${String(cancelAfter)} steps`).toBe(before);
  }
}
