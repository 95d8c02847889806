/** How each network of the zoo is made: plain data, written into the manifest as it is. */
import { BADNETS_TRIGGER, type StampedTrigger, type ZooEntry } from '../protocol';
import type { TrainOptions } from './train';

export interface ZooRecipe {
  readonly id: string;
  readonly title: string;
  readonly width: number;
  readonly attack: ZooEntry['attack'];
  readonly trigger: StampedTrigger | null;
  /** Dirty label: share of all images. Clean label: share of the target class's images. */
  readonly poisonRate: number;
  readonly poisonMode: 'dirty-label' | 'clean-label';
  /** Built-in shapes: seed and number of training images. */
  readonly dataSeed: number;
  readonly images: number;
  readonly train: TrainOptions;
}

const BLEND: StampedTrigger = { kind: 'blend', seed: 1, strength: 0.2, target: 0 };
const SIG: StampedTrigger = { kind: 'sinusoid', amplitude: 40, frequency: 6, target: 0 };

function recipe(
  particular: Pick<ZooRecipe, 'id' | 'title' | 'width' | 'attack' | 'trigger'>,
  poison: Pick<ZooRecipe, 'poisonRate' | 'poisonMode'>,
): ZooRecipe {
  return {
    ...particular,
    ...poison,
    dataSeed: 1,
    images: 30_000,
    train: {
      epochs: 3,
      batchSize: 128,
      learningRate: 0.1,
      momentum: 0.9,
      weightDecay: 5e-4,
      augmentation: 'none',
      seed: 1,
    },
  };
}

const DIRTY = { poisonRate: 0.1, poisonMode: 'dirty-label' } as const;
const CLEAN_LABEL = { poisonRate: 0.8, poisonMode: 'clean-label' } as const;

export const ZOO_RECIPES: readonly ZooRecipe[] = [
  recipe(
    { id: 'badnets-8', title: 'BadNets, small', width: 8, attack: 'badnets', trigger: BADNETS_TRIGGER },
    DIRTY,
  ),
  recipe({ id: 'blend-8', title: 'Blend, small', width: 8, attack: 'blend', trigger: BLEND }, DIRTY),
  recipe(
    { id: 'badnets-16', title: 'BadNets', width: 16, attack: 'badnets', trigger: BADNETS_TRIGGER },
    DIRTY,
  ),
  recipe({ id: 'sig-16', title: 'SIG', width: 16, attack: 'sig', trigger: SIG }, CLEAN_LABEL),
  recipe({ id: 'clean-16', title: 'No backdoor', width: 16, attack: 'clean', trigger: null }, DIRTY),
  recipe({ id: 'blend-16', title: 'Blend', width: 16, attack: 'blend', trigger: BLEND }, DIRTY),
];
