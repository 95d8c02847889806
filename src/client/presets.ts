/** The presets: a network, a trigger and a seed under a name, shipped as JSON beside the page. */
import { type ConstantsName, createRecipe, type Recipe, type Trigger } from '../../workers/protocol';
import { SHAPES_SEED } from '../state/recipeStore';
import { fetchPageJson } from './zooManifest';

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

let loaded: Promise<readonly Preset[]> | null = null;

/** Fetches the presets once. The file is this project's own and is checked by its tests. Rejects with `network-failed`. */
export function loadPresets(): Promise<readonly Preset[]> {
  loaded ??= fetchPageJson('presets/presets.json')
    .then((json) => (json as { readonly presets: readonly Preset[] }).presets)
    .catch((thrown: unknown) => {
      loaded = null;
      throw thrown;
    });
  return loaded;
}

/** The whole recipe of a preset, under its own constants or under others. */
export function presetRecipe(preset: Preset, constants: ConstantsName = preset.constants): Recipe {
  const { zooId, trigger, seed } = preset;
  const data = { kind: 'shapes', seed: SHAPES_SEED } as const;
  return createRecipe({ model: { kind: 'zoo', id: zooId }, data, trigger, seed }, constants);
}
