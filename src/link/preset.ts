/** A preset: a network, a trigger and a seed under a name. */
import { type ConstantsName, createRecipe, type Recipe, type Trigger } from '../../workers/protocol';

export interface Preset {
  readonly id: string;
  readonly title: string;
  /** What it shows, in one sentence. */
  readonly sentence: string;
  readonly zooId: string;
  readonly trigger: Trigger | null;
  readonly seed: number;
  readonly constants: ConstantsName;
}

/** Seed of the built-in pictures that presets and the zoo use. */
export const SHAPES_SEED = 1;

/** The whole recipe of a preset, under its own constants or under others. */
export function presetRecipe(preset: Preset, constants: ConstantsName = preset.constants): Recipe {
  const { zooId, trigger, seed } = preset;
  const data = { kind: 'shapes', seed: SHAPES_SEED } as const;
  return createRecipe({ model: { kind: 'zoo', id: zooId }, data, trigger, seed }, constants);
}
