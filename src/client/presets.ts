/** The presets, shipped as JSON beside the page. */
import type { Preset } from '../link/preset';
import { fetchPageJson } from './pageFiles';

export { type Preset, presetRecipe } from '../link/preset';

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
