/** The presets as they are shipped. */
import { readFileSync } from 'node:fs';
import type { Preset } from '../../../src/link/preset';

export const PRESETS = (
  JSON.parse(readFileSync(new URL('../../../public/presets/presets.json', import.meta.url), 'utf8')) as {
    presets: readonly Preset[];
  }
).presets;

/** One of them by its id. */
export function presetCalled(id: string): Preset {
  const preset = PRESETS.find((each) => each.id === id);
  if (preset === undefined) throw new Error(`no preset ${id}`);
  return preset;
}
