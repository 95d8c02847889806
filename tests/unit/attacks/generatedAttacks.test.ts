/** Attacks whose trigger a network makes: they learn, they give the same bytes again and after an interruption, they leave nothing. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { AttackEvent } from '../../../workers/attacks/attack';
import { tensor } from '../../../workers/device/tf';
import { generatePictures } from '../../../workers/graph/generate';
import { replaceTensor } from '../../../workers/graph/parameters';
import { startBackend, tensorCount } from '../graph/backends';
import { TINY_NORMALISATION, tinyImages } from '../graph/tinyNetwork';
import { type AttackRun, lossesOf, runAttack, TINY_TRAIN } from './attackRun';

const DYNAMIC = { id: 'dynamic', options: { width: 2, maskEpochs: 3, rate: 0.2, crossRate: 0.2 } } as const;
const LIRA = { id: 'lira', options: { width: 2, levels: 2, jointEpochs: 3, generatorRate: 0.01 } } as const;
const BOTH = [
  ['Dynamic', DYNAMIC],
  ['LIRA', LIRA],
] as const;

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function plantedOf({ events }: AttackRun): (AttackEvent & { kind: 'planted' })[] {
  return events.flatMap((event) => (event.kind === 'planted' ? [event] : []));
}

describe('attacks with a generated trigger', () => {
  beforeAll(() => startBackend('wasm'));

  it.each(BOTH)('learn in two stages, every step of which is told: %s', async (_, attack) => {
    const before = tensorCount();
    const run = await runAttack({ ...attack, context: { train: { ...TINY_TRAIN, epochs: 6 } } });
    expect(run.events.flatMap((event) => (event.kind === 'stage' ? [event.stage] : []))).toEqual([
      'craft',
      'train',
    ]);
    const steps = run.events.flatMap((event) => (event.kind === 'step' ? [event] : []));
    const told = (stage: string): number[] =>
      steps.flatMap((event) => (event.stage === stage ? [event.step] : []));
    expect(told('craft')).toEqual(Array.from({ length: 12 }, (_each, at) => at + 1));
    expect(told('train')).toEqual(Array.from({ length: 24 }, (_each, at) => at + 1));
    for (const stage of ['craft', 'train']) {
      const losses = lossesOf(run, stage);
      expect(mean(losses.slice(-4))).toBeLessThan(mean(losses.slice(0, 4)));
    }
    expect(tensorCount()).toBe(before);
  });

  it.each(BOTH)('say what they plant, and what makes it: %s', async (_, attack) => {
    const set = tinyImages(4);
    const made: Promise<Uint8Array>[] = [];
    const run = await runAttack({
      ...attack,
      onEvent: (event) => {
        if (event.kind !== 'planted' || event.generator === undefined) return;
        made.push(generatePictures(event.generator, set, TINY_NORMALISATION));
      },
    });
    const [first] = plantedOf(run);
    const { method, strength } = { method: attack.id, strength: attack.id === 'lira' ? 0.04 : 1 };
    expect(first?.trigger).toEqual({ kind: 'generator', method, strength, target: 1 });
    expect(first?.poison).toBeNull();
    const pictures = await Promise.all(made);
    expect(pictures).toHaveLength(attack.id === 'lira' ? 1 : 1 + TINY_TRAIN.epochs);
    expect(pictures[0]).toHaveLength(set.pixels.length);
  });

  it.each(BOTH)('give the same bytes for the same seed, and others for another: %s', async (_, attack) => {
    const [one, two] = [await runAttack(attack), await runAttack(attack)];
    expect(two.tensors).toEqual(one.tensors);
    expect(two.result).toEqual(one.result);
    const other = await runAttack({ ...attack, seed: 4 });
    expect(other.tensors.get('pattern')).not.toEqual(one.tensors.get('pattern'));
    expect(other.tensors.get('classifier')).not.toEqual(one.tensors.get('classifier'));
  });

  it.each([
    ...BOTH,
    ['Dynamic, accumulating', { ...DYNAMIC, options: { ...DYNAMIC.options, accumulate: true } }],
    ['LIRA, always fresh', { ...LIRA, options: { ...LIRA.options, renew: true, restart: true } }],
  ] as const)('go on from each snapshot as if they had never stopped: %s', async (_, attack) => {
    const before = tensorCount();
    const through = await runAttack(attack);
    expect(through.snapshots).toHaveLength(3 + TINY_TRAIN.epochs);
    for (const at of [0, 2, 4]) {
      const from = structuredClone(through.snapshots[at]);
      if (from === undefined) throw new RangeError('there are seven snapshots');
      const resumed = await runAttack({ ...attack, from });
      expect(resumed.tensors).toEqual(through.tensors);
      expect(resumed.result).toEqual(through.result);
      expect(resumed.snapshots).toHaveLength(through.snapshots.length - at - 1);
    }
    expect(tensorCount()).toBe(before);
  });

  it.each(BOTH)('leave nothing when they are cancelled: %s', async (_, attack) => {
    const before = tensorCount();
    for (const cancelAfter of [1, 13]) {
      const run = await runAttack({ ...attack, cancelAfter });
      expect(run.result).toBeNull();
      expect(tensorCount()).toBe(before);
    }
  });

  it.each(BOTH)('leave nothing when they diverge, and say so: %s', async (_, attack) => {
    const before = tensorCount();
    await expect(
      runAttack({
        ...attack,
        onEvent: (event, state) => {
          if (event.kind !== 'step' || event.stage !== 'train') return;
          const classifier = state.tensors('classifier', null);
          const broken = classifier.get('linear.bias');
          if (broken !== undefined)
            replaceTensor(classifier, 'linear.bias', tensor(new Float32Array(5).fill(NaN)));
        },
      }),
    ).rejects.toThrow('diverged');
    expect(tensorCount()).toBe(before);
  });

  it.each(BOTH)('leave nothing when a step fails half-way: %s', async (_, attack) => {
    const before = tensorCount();
    await expect(
      runAttack({
        ...attack,
        onEvent: (event, state) => {
          if (event.kind !== 'step' || event.stage !== 'train') return;
          const classifier = state.tensors('classifier', null);
          classifier.get('linear.weight')?.dispose();
          classifier.delete('linear.weight');
        },
      }),
    ).rejects.toThrow('tensor-missing');
    expect(tensorCount()).toBe(before);
  });

  it('say in the end whether another picture’s trigger leaves a picture alone (Dynamic)', async () => {
    const { result } = await runAttack(DYNAMIC);
    const accuracy = result?.crossTriggerAccuracy ?? Number.NaN;
    // A share of twelve test pictures.
    expect(accuracy * 12).toBeCloseTo(Math.round(accuracy * 12), 9);
    expect(
      (await runAttack({ ...DYNAMIC, context: { test: null } })).result?.crossTriggerAccuracy,
    ).toBeNull();
    expect((await runAttack(LIRA)).result?.crossTriggerAccuracy).toBeNull();
  });

  it('refuse a set that has not one whole batch', async () => {
    const before = tensorCount();
    await expect(runAttack({ ...DYNAMIC, context: { images: tinyImages(9) } })).rejects.toThrow(
      'training-set-too-small',
    );
    expect(tensorCount()).toBe(before);
  });
});
