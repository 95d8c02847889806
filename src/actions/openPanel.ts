/** Opens a side panel, or closes it where it is open. */
import { type Panel, setView, viewStore } from '../state/viewStore';
import { PANEL_NAMES } from '../text/app';
import { ACTION_LABELS } from '../text/transport';
import type { Action } from './action';

function openPanel(panel: Panel, shortcut: string): Action {
  return {
    id: `open-${panel}`,
    label: ACTION_LABELS.open(PANEL_NAMES[panel]),
    shortcut,
    enabled: () => true,
    perform: () => setView({ panel: viewStore.getState().panel === panel ? null : panel }),
  };
}

export const openRecipe = openPanel('recipe', 'e');
export const openShare = openPanel('share', 'l');
export const openHelp = openPanel('help', '?');
