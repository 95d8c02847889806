/** Slow motion: two steps a second. */
import { setView, viewStore } from '../state/viewStore';
import { ACTION_LABELS } from '../text/transport';
import type { Action } from './action';

export const slowRun: Action = {
  id: 'slow',
  label: ACTION_LABELS.slow,
  shortcut: 's',
  enabled: () => true,
  perform: () => setView({ slow: !viewStore.getState().slow }),
};
