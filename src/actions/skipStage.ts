/** Ends the stage here and goes on with the next one. */
import { client } from '../client/engineClient';
import { can } from '../state/transition';
import { ACTION_LABELS } from '../text/transport';
import type { Action } from './action';

export const skipStage: Action = {
  id: 'skip',
  label: ACTION_LABELS.skip,
  shortcut: 'n',
  enabled: ({ what, status, recorded }) => what === 'run' && !recorded && can('skipStage', status),
  perform: () => void client.control('skipStage'),
};
