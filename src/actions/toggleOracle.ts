/** Shows or hides what only the attacker can know. */
import { setView, viewStore } from '../state/viewStore';
import { ACTION_LABELS } from '../text/transport';
import type { Action } from './action';

export const toggleOracle: Action = {
  id: 'oracle',
  label: ACTION_LABELS.oracle,
  shortcut: 'o',
  enabled: () => true,
  perform: () => setView({ oracle: !viewStore.getState().oracle }),
};
