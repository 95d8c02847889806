/** The presets that ship with the page. */
import { useEffect, useState } from 'react';
import { loadPresets, type Preset } from '../../client/presets';

/** The presets; null until they are there, empty where they could not be fetched. */
export function usePresets(): readonly Preset[] | null {
  const [presets, setPresets] = useState<readonly Preset[] | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const show = (list: readonly Preset[]) => {
      if (isCurrent) setPresets(list);
    };
    loadPresets()
      .then(show)
      .catch(() => show([]));
    return () => {
      isCurrent = false;
    };
  }, []);
  return presets;
}
