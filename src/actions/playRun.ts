/** Play: starts the recipe, goes on from a pause, or pauses. */
import { client } from '../client/engineClient';
import { steered } from '../state/steered';
import { can } from '../state/transition';
import { ACTION_LABELS } from '../text/transport';
import type { Action } from './action';

export const playRun: Action = {
  id: 'play',
  label: ACTION_LABELS.play,
  shortcut: ' ',
  enabled: ({ status, recorded, engine, refused }) => {
    if (recorded) return engine !== 'failed' && !refused;
    if (can('pause', status) || can('resume', status)) return true;
    return can('start', status) && engine !== 'failed' && !refused;
  },
  perform: () => {
    const { status, recorded } = steered();
    if (recorded || can('start', status)) void client.startRun();
    else void client.control(can('resume', status) ? 'resume' : 'pause');
  },
};
