/** The trigger while it is being changed: the page follows at once, the recipe when the hand rests. */
import { useEffect, useRef, useState } from 'react';
import type { Trigger } from '../../../workers/protocol';
import { editRecipe, useRecipe } from '../../state/recipeStore';

const REST_MS = 300;

interface Draft {
  readonly from: Trigger | null;
  readonly trigger: Trigger | null;
}

function write(trigger: Trigger | null): void {
  editRecipe((recipe) =>
    JSON.stringify(recipe.trigger) === JSON.stringify(trigger) ? recipe : { ...recipe, trigger },
  );
}

/** The trigger to show, and how to change it. One drag is one step of undo; a draft that was left is written. */
export function useDraftTrigger(): readonly [Trigger | null, (trigger: Trigger | null) => void] {
  const inRecipe = useRecipe(({ recipe }) => recipe.trigger);
  const [draft, setDraft] = useState<Draft | null>(null);
  const pending = useRef<{ timer: ReturnType<typeof setTimeout>; trigger: Trigger | null } | null>(null);

  useEffect(
    () => () => {
      if (pending.current === null) return;
      clearTimeout(pending.current.timer);
      write(pending.current.trigger);
      pending.current = null;
    },
    [],
  );

  const change = (trigger: Trigger | null) => {
    if (pending.current !== null) clearTimeout(pending.current.timer);
    setDraft({ from: inRecipe, trigger });
    const timer = setTimeout(() => {
      pending.current = null;
      write(trigger);
      setDraft(null);
    }, REST_MS);
    pending.current = { timer, trigger };
  };

  return [draft !== null && draft.from === inRecipe ? draft.trigger : inRecipe, change];
}
