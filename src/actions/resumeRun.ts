/** Goes on from the last snapshot of a run that was cut off. */
import { client } from '../client/engineClient';
import { ACTION_LABELS } from '../text/transport';
import type { Action } from './action';

export const resumeRun: Action = {
  id: 'resume',
  label: ACTION_LABELS.resumeRun,
  shortcut: 'r',
  enabled: ({ canResume }) => canResume,
  perform: () => void client.resumeRun(),
};
