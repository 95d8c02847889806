import { useEffect } from 'react';
import { client } from '../../client/engineClient';
import { runStore } from '../../state/runStore';
import { cutDesk, isSameCut, sweptRow } from './cutDesk';
import { debounce } from './debounce';

/** Short enough that the answer comes within a second, long enough that a drag is not a hundred questions. */
const WAIT_MS = 120;

/** While mounted, has the engine evaluate every cut laid on the desk that the sweep did not measure. Superseded answers are dropped by the client. */
export function useCutTrials(): void {
  useEffect(() => {
    const ask = debounce(() => {
      const { current } = cutDesk.getState();
      const { trial, recorded, status, report } = runStore.getState();
      if (current === null || report === null || recorded || status !== 'done') return;
      if (sweptRow(current, report) !== null) return;
      if (trial === null || !isSameCut(trial.request, current)) void client.tryPrune(current);
    }, WAIT_MS);
    const stop = cutDesk.subscribe((desk, before) => {
      if (desk.current !== before.current) ask.call(undefined);
    });
    return () => {
      stop();
      ask.cancel();
    };
  }, []);
}
