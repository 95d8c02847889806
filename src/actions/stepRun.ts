/** One batch (or one filter of the cut), then hold. */
import { client } from '../client/engineClient';
import { can } from '../state/transition';
import { ACTION_LABELS } from '../text/transport';
import type { Action } from './action';

export const stepRun: Action = {
  id: 'step',
  label: ACTION_LABELS.step,
  shortcut: '.',
  enabled: ({ status, recorded }) => !recorded && can('step', status),
  perform: () => void client.control('step'),
};
