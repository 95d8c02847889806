/** Tells the engine what the page looks at: watched layer and image, pace of updates, slow motion. */
import type { Result } from '../../workers/protocol';
import { engineStore } from '../state/engineStore';
import { viewStore } from '../state/viewStore';
import { answeringRun, askMaps } from './askCommands';
import { call } from './session';

const SHOWN_HZ = 10;
/** Nobody sees a hidden tab; its title needs one update a second. */
const HIDDEN_HZ = 1;

/** Sends what is watched now. */
export function sendWatch(): Promise<Result<void>> {
  const { layer, image, slow } = viewStore.getState();
  const hidden = typeof document !== 'undefined' && document.hidden;
  return call((api) => api.watch({ layer, image, slow, hz: hidden ? HIDDEN_HZ : SHOWN_HZ }));
}

/** From now on every change of what is watched is sent; returns the function that stops it. */
export function followView(): () => void {
  const send = (): void => {
    if (engineStore.getState().status === 'ready') void sendWatch();
  };
  const stop = viewStore.subscribe((now, before) => {
    const looksElsewhere = now.layer !== before.layer || now.image !== before.image;
    if (looksElsewhere || now.slow !== before.slow) send();
    // A finished run sends nothing by itself any more: it has to be asked.
    if (looksElsewhere && answeringRun() !== null) void askMaps();
  });
  document.addEventListener('visibilitychange', send);
  return () => {
    stop();
    document.removeEventListener('visibilitychange', send);
  };
}
