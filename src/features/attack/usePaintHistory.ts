/** What was painted before, step by step: one stroke is one step. Opacity and target are no part of it. */
import type { ImageTrigger } from '../../state/attackStore';
import { useState } from 'react';
import { type Painting, triggerOf } from './painting';

type Sign = Pick<ImageTrigger, 'width' | 'height' | 'rgba' | 'row' | 'column'>;

const DEPTH = 50;

function signOf({ width, height, rgba, row, column }: ImageTrigger): Sign {
  return { width, height, rgba, row, column };
}

function isSameSign(first: ImageTrigger, second: ImageTrigger): boolean {
  return JSON.stringify(signOf(first)) === JSON.stringify(signOf(second));
}

export interface PaintHistory {
  readonly canUndo: boolean;
  readonly paint: (painting: Painting) => void;
  /** Puts another sign in place of what is painted. */
  readonly replace: (trigger: ImageTrigger) => void;
  readonly undo: () => void;
}

/** See {@link PaintHistory}. A step that changes nothing leaves no trace. */
export function usePaintHistory(
  trigger: ImageTrigger,
  onChange: (trigger: ImageTrigger) => void,
): PaintHistory {
  const [past, setPast] = useState<readonly Sign[]>([]);
  const replace = (next: ImageTrigger) => {
    if (isSameSign(trigger, next)) return;
    setPast([...past, signOf(trigger)].slice(-DEPTH));
    onChange(next);
  };
  return {
    canUndo: past.length > 0,
    replace,
    paint: (painting) => replace(triggerOf(trigger, painting)),
    undo: () => {
      const before = past.at(-1);
      if (before === undefined) return;
      setPast(past.slice(0, -1));
      onChange({ ...trigger, ...before });
    },
  };
}
