/** Which stage the panel shows: the scrubbed one, else the one the user picked, else the one that runs. */
import { useState } from 'react';
import { type Stage, STAGES } from '../../../workers/protocol';
import { type RunState, useRun } from '../../state/runStore';
import { setView, useView } from '../../state/viewStore';

/** The stage worth watching by itself: the running one, else the last that has begun, else the first. */
export function followedStage({ stage, stages }: Pick<RunState, 'stage' | 'stages'>): Stage {
  if (stage !== null) return stage;
  return STAGES.findLast((each) => stages[each].state !== 'waiting') ?? 'unlearn';
}

/** The shown stage and the function that picks one. A new run is followed again. */
export function useShownStage(): readonly [Stage, (stage: Stage) => void] {
  const followed = useRun(followedStage);
  const job = useRun((run) => run.job);
  const scrubbed = useView((view) => view.scrub?.stage ?? null);
  const [picked, setPicked] = useState<{ readonly job: string | null; readonly stage: Stage } | null>(null);
  const pick = (stage: Stage): void => {
    setPicked({ job, stage });
    setView({ scrub: null });
  };
  const pickedHere = picked !== null && picked.job === job ? picked.stage : null;
  return [scrubbed ?? pickedHere ?? followed, pick];
}
