/** What the user is looking at. Theme, oracle switch and shortcut switch are remembered on this machine. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { RecipeGroup, Stage } from '../../workers/protocol';
import type { Place } from '../link/places';

export { type Place, PLACES } from '../link/places';
export type Panel = 'recipe' | 'share' | 'help';
export type Theme = 'system' | 'light' | 'dark';

export interface ViewState {
  readonly place: Place;
  readonly panel: Panel | null;
  /** Option that the recipe panel is opened for; null once it has been shown. */
  readonly option: { readonly group: RecipeGroup; readonly key: string } | null;
  readonly theme: Theme;
  /** Whether numbers that only the attacker can know are shown. */
  readonly oracle: boolean;
  /** Watched layer; null follows the last block. */
  readonly layer: string | null;
  /** Watched test image. */
  readonly image: number;
  readonly selected: { readonly site: string; readonly channel: number } | null;
  /** Where the scrubber stands; null follows the run. */
  readonly scrub: { readonly stage: Stage; readonly step: number } | null;
  readonly slow: boolean;
  /** Whether single keys are shortcuts; some people need them off (WCAG 2.1.4). */
  readonly shortcuts: boolean;
}

const STORAGE_KEY = 'rnp-view';

type Remembered = Pick<ViewState, 'theme' | 'oracle' | 'shortcuts'>;

function flagOf(stored: object, key: 'oracle' | 'shortcuts'): boolean {
  const value: unknown = Reflect.get(stored, key);
  return typeof value === 'boolean' ? value : true;
}

function remembered(): Remembered {
  const known: Remembered = { theme: 'system', oracle: true, shortcuts: true };
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return known;
    const theme: unknown = Reflect.get(stored, 'theme');
    return {
      theme: theme === 'light' || theme === 'dark' ? theme : 'system',
      oracle: flagOf(stored, 'oracle'),
      shortcuts: flagOf(stored, 'shortcuts'),
    };
  } catch {
    // Storage is switched off or holds something foreign: the page works without it.
    return known;
  }
}

export const viewStore = createStore<ViewState>(() => ({
  place: 'start',
  panel: null,
  option: null,
  layer: null,
  image: 0,
  selected: null,
  scrub: null,
  slow: false,
  ...remembered(),
}));

viewStore.subscribe(({ theme, oracle, shortcuts }, before) => {
  if (theme === before.theme && oracle === before.oracle && shortcuts === before.shortcuts) return;
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify({ theme, oracle, shortcuts }));
  } catch {
    // See above: remembering is a convenience.
  }
});

/** Subscribes a component to a part of the view. */
export function useView<T>(selector: (state: ViewState) => T): T {
  return useStore(viewStore, selector);
}

/** Changes what the user looks at. */
export function setView(change: Partial<ViewState>): void {
  viewStore.setState(change);
}
