/** Cancels the run; what it has produced stays on the page. */
import { client } from '../client/engineClient';
import { can } from '../state/transition';
import { ACTION_LABELS } from '../text/transport';
import type { Action } from './action';

export const cancelRun: Action = {
  id: 'cancel',
  label: ACTION_LABELS.cancel,
  shortcut: 'Escape',
  // Escape belongs to an open panel first.
  enabled: ({ status, recorded, panel }) => panel === null && !recorded && can('cancel', status),
  perform: () => void client.control('cancel'),
};
