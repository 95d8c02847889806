import { useEffect, useState } from 'react';
import type { Fault, FilterSheet } from '../../../workers/protocol';
import { client } from '../../client/engineClient';
import { useRun } from '../../state/runStore';
import { useView } from '../../state/viewStore';

/** What the engine has said about a filter. `waiting` while it has not; `none` where no engine knows this run. */
export type SheetAnswer =
  | { readonly kind: 'none' | 'waiting' }
  | { readonly kind: 'sheet'; readonly sheet: FilterSheet }
  | { readonly kind: 'fault'; readonly fault: Fault };

type Settled = Exclude<SheetAnswer, { kind: 'none' | 'waiting' }>;

/** Asks the engine about a filter of the finished run, anew when the filter, the run or the watched picture changes. */
export function useFilterSheet(site: string, channel: number): SheetAnswer {
  const image = useView((view) => view.image);
  const job = useRun((run) => (run.status === 'done' && !run.recorded ? run.job : null));
  const question = job === null ? null : JSON.stringify([job, site, channel, image]);
  const [answer, setAnswer] = useState<{ readonly question: string; readonly settled: Settled } | null>(null);
  useEffect(() => {
    if (question === null) return;
    let isWanted = true;
    void client.inspectFilter(site, channel).then((result) => {
      if (!isWanted) return;
      const settled: Settled = result.ok
        ? { kind: 'sheet', sheet: result.value }
        : { kind: 'fault', fault: result.fault };
      setAnswer({ question, settled });
    });
    return () => {
      isWanted = false;
    };
  }, [question, site, channel]);
  if (question === null) return { kind: 'none' };
  return answer !== null && answer.question === question ? answer.settled : { kind: 'waiting' };
}
