/** The queue is written down in its tab while it lasts, so that a reload or a crash costs no more than the run under way. */
import { type AnyRecipe, parseRecipe } from '../../workers/protocol';
import { parseDefenseRecipe } from '../../workers/protocol/defenseRecipe';
import type { QueueItem } from '../state/queueStore';

const STORAGE_KEY = 'rnp-tab-queue';

/** Writes down what has not ended yet. */
export function rememberQueue(items: readonly QueueItem[]): void {
  const open = items.filter(({ state }) => state === 'waiting' || state === 'running');
  try {
    if (open.length === 0) sessionStorage.removeItem(STORAGE_KEY);
    else sessionStorage.setItem(STORAGE_KEY, JSON.stringify(open.map(({ recipe }) => recipe)));
  } catch {
    // Storage is switched off or full: remembering is a convenience.
  }
}

function written(): readonly unknown[] {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? '[]');
    return Array.isArray(stored) ? stored : [];
  } catch {
    // Switched off, or not ours.
    return [];
  }
}

function parsed(value: unknown): AnyRecipe | null {
  try {
    const format: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'format') : null;
    return format === 'rnp-recipe' ? parseRecipe(value) : parseDefenseRecipe(value);
  } catch {
    return null;
  }
}

/** What was written down, checked; `dropped` counts what another version of the page wrote, or somebody else. */
export function rememberedQueue(): { readonly recipes: readonly AnyRecipe[]; readonly dropped: number } {
  const all = written().map(parsed);
  const recipes = all.filter((recipe) => recipe !== null);
  return { recipes, dropped: all.length - recipes.length };
}
