/** How each network of the zoo is made: one attack recipe each, written into the manifest as it is. */
import type { AttackId, AttackRecipe } from '../workers/protocol';
import { createAttackRecipe } from '../workers/protocol/attackRecipe';

export interface ZooRecipe {
  readonly id: string;
  readonly title: string;
  readonly recipe: AttackRecipe;
}

type Particular = Parameters<typeof createAttackRecipe>[0];

/** Few readings on the way: nobody looks. */
const WATCH = { everySteps: 200, images: 200 };

function zooRecipe(id: string, title: string, particular: Particular): ZooRecipe {
  return { id, title, recipe: createAttackRecipe({ ...particular, watch: WATCH }) };
}

/** Two bytes a weight: all networks together stay below 40 MB. */
function half(
  width = 16,
  architecture: AttackRecipe['network']['architecture'] = 'resnet18',
): Pick<AttackRecipe, 'network'> {
  return { network: { architecture, width, precision: 'float16' } };
}

function withOptions(id: AttackId, options: Readonly<Record<string, unknown>>): Pick<AttackRecipe, 'attack'> {
  const { attack } = createAttackRecipe({ id });
  return { attack: { ...attack, options: { ...attack.options, ...options } } as AttackRecipe['attack'] };
}

/** Crops and flips, as the RNP paper trains all its networks; the built-in pictures mostly do without. */
function withCropsAndFlips(id: AttackId): Pick<AttackRecipe, 'train'> {
  const { train } = createAttackRecipe({ id });
  return { train: { ...train, augmentation: 'crop-flip' } };
}

const NARROW = { network: { architecture: 'resnet18', width: 8 } } as const;

export const ZOO_RECIPES: readonly ZooRecipe[] = [
  zooRecipe('badnets-8', 'BadNets, small', { id: 'badnets', ...NARROW }),
  zooRecipe('blend-8', 'Blend, small', { id: 'blend', ...NARROW }),
  zooRecipe('badnets-16', 'BadNets', { id: 'badnets' }),
  zooRecipe('blend-16', 'Blend', { id: 'blend' }),
  zooRecipe('sig-16', 'SIG', { id: 'sig' }),
  zooRecipe('wanet-16', 'WaNet', { id: 'wanet', ...half() }),
  zooRecipe('dfst-16', 'DFST', { id: 'dfst', ...half() }),
  zooRecipe('a-blend-16', 'A-Blend', { id: 'a-blend', ...half() }),
  zooRecipe('clean-8', 'No backdoor, small', { id: 'none', ...half(8) }),
  zooRecipe('clean-16', 'No backdoor', { id: 'none' }),
  zooRecipe('badnets-all-to-all', 'BadNets, all-to-all', {
    id: 'badnets',
    labels: { kind: 'all-to-all' },
    ...half(),
    ...withOptions('badnets', { rate: 0.2 }),
  }),
  zooRecipe('badnets-5x5', 'BadNets, 5 × 5', {
    id: 'badnets',
    ...half(),
    ...withOptions('badnets', { size: 5 }),
  }),
  zooRecipe('badnets-10x10', 'BadNets, 10 × 10', {
    id: 'badnets',
    ...half(),
    ...withOptions('badnets', { size: 10 }),
  }),
  zooRecipe('badnets-rate-5', 'BadNets, 5 % poisoned', {
    id: 'badnets',
    ...half(),
    ...withOptions('badnets', { rate: 0.05 }),
  }),
  zooRecipe('badnets-rate-1', 'BadNets, 1 % poisoned', {
    id: 'badnets',
    ...half(),
    ...withOptions('badnets', { rate: 0.01 }),
  }),
  zooRecipe('badnets-rate-05', 'BadNets, 0.5 % poisoned', {
    id: 'badnets',
    ...half(),
    ...withOptions('badnets', { rate: 0.005 }),
  }),
  zooRecipe('trojan', 'Trojan', { id: 'trojan', ...half() }),
  zooRecipe('cl', 'CL', { id: 'cl', ...half() }),
  zooRecipe('fc', 'FC', { id: 'fc', ...half(), data: { kind: 'shapes', seed: 1, images: 15_000 } }),
  zooRecipe('dynamic', 'Dynamic', { id: 'dynamic', ...half() }),
  zooRecipe('lira', 'LIRA', {
    id: 'lira',
    ...half(),
    ...withOptions('lira', { width: 8 }),
    data: { kind: 'shapes', seed: 1, images: 28_000 },
  }),
  zooRecipe('badnets-vgg11', 'BadNets, VGG-11', { id: 'badnets', ...half(16, 'vgg11') }),
  zooRecipe('badnets-mobilenetv2', 'BadNets, MobileNet-V2', { id: 'badnets', ...half(8, 'mobilenetv2') }),
  zooRecipe('awp', 'AWP', { id: 'awp', ...half(), ...withCropsAndFlips('awp') }),
  zooRecipe('adaptive-distillation', 'Adaptive distillation', {
    id: 'adaptive-distillation',
    ...half(),
  }),
  zooRecipe('adversarial-training', 'Adversarial training', { id: 'adversarial-training', ...half() }),
];

/** An honest network of another seed or layout than the zoo's. */
function honest(width: number, seed: number): ZooRecipe {
  const id = `clean-${String(width)}-seed-${String(seed)}`;
  return zooRecipe(id, `No backdoor, width ${String(width)}, seed ${String(seed)}`, {
    id: 'none',
    ...half(width),
    seed,
  });
}

/** A narrow network with a label of its own planted: all of the zoo's have class 0. */
function planted(id: AttackId, title: string, target: number): ZooRecipe {
  return zooRecipe(`${id}-8-to-${String(target)}`, `${title}, small, to ${String(target)}`, {
    id,
    ...half(8),
    target,
  });
}

/**
 * Networks that detectors are judged by, beside those of the zoo: whether the label that was planted is named wherever it is, and how
 * often a network without a backdoor looks as if it had one. They do not ship with the page; what was measured on them does.
 */
export const JUDGED_RECIPES: readonly ZooRecipe[] = [
  planted('badnets', 'BadNets', 3),
  planted('blend', 'Blend', 7),
  planted('sig', 'SIG', 5),
  honest(8, 2),
  honest(8, 3),
  honest(12, 1),
  honest(16, 2),
  honest(8, 4),
  honest(8, 5),
  honest(12, 2),
  honest(8, 6),
  honest(16, 3),
  zooRecipe('clean-vgg11', 'No backdoor, VGG-11', { id: 'none', ...half(16, 'vgg11') }),
  zooRecipe('clean-mobilenetv2', 'No backdoor, MobileNet-V2', { id: 'none', ...half(8, 'mobilenetv2') }),
];
