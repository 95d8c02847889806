/** Keys to commands. Single keys never take a key away from the control that has the focus, and can be switched off. */
import { viewStore } from '../state/viewStore';
import type { Action } from './action';
import { actionState } from './actionState';
import { ACTIONS } from './registry';

/** What of a keyboard event matters here. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** The name of a key press as commands write it, e.g. `s`, `Mod+z`; null for presses that are no shortcut. */
export function shortcutOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyPress): string | null {
  if (altKey || key === 'Shift' || key === 'Control' || key === 'Meta') return null;
  if (!ctrlKey && !metaKey) return key.length === 1 ? key.toLowerCase() : key;
  return `Mod+${shiftKey ? 'Shift+' : ''}${key.toLowerCase()}`;
}

/** The command a key press stands for, whether or not it makes sense now. */
export function actionOf(press: KeyPress, actions: readonly Action[] = ACTIONS): Action | null {
  const shortcut = shortcutOf(press);
  return actions.find((action) => action.shortcut === shortcut && shortcut !== null) ?? null;
}

const TYPING = 'input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]';
/** Controls that use Space or digits themselves. */
const OWN_SPACE = 'button, a, summary, input, [role=slider], [role=tab], [role=application]';

function belongsToControl(press: KeyPress, target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest(TYPING) !== null) return press.key !== 'Escape';
  return press.key === ' ' && target.closest(OWN_SPACE) !== null;
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.repeat || belongsToControl(event, event.target)) return;
  const action = actionOf(event);
  if (action === null) return;
  const single = !event.ctrlKey && !event.metaKey && event.key.length === 1;
  if (single && !viewStore.getState().shortcuts) return;
  if (!action.enabled(actionState())) return;
  event.preventDefault();
  action.perform();
}

/** Listens to keys; returns the function that stops it. */
export function listenToKeys(): () => void {
  document.addEventListener('keydown', onKeyDown);
  return () => document.removeEventListener('keydown', onKeyDown);
}
