/** The option that the panel was opened for: unfolded, in view and under the focus. */
import { type RefObject, useEffect, useRef } from 'react';
import type { RecipeGroup } from '../../../workers/protocol';
import { setView, useView } from '../../state/viewStore';

export function useWantedOption(group: RecipeGroup, key: string): RefObject<HTMLDivElement | null> {
  const row = useRef<HTMLDivElement>(null);
  const isWanted = useView(({ option }) => option?.group === group && option.key === key);
  useEffect(() => {
    if (!isWanted) return;
    // A frame later: a dialog that opens takes the focus to its first control.
    const frame = requestAnimationFrame(() => {
      const details = row.current?.closest('details');
      if (details) details.open = true;
      row.current?.scrollIntoView({ block: 'center' });
      row.current?.querySelector<HTMLElement>('input, select')?.focus();
      setView({ option: null });
    });
    return () => cancelAnimationFrame(frame);
  }, [isWanted]);
  return row;
}
