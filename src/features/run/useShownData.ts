import type { DataSummary, ModelSummary } from '../../../workers/protocol';
import { useEngine } from '../../state/engineStore';
import { useRun } from '../../state/runStore';

/** The network of the run that is shown: the report's, else the loaded one. */
export function useShownModel(): ModelSummary | null {
  const model = useEngine((engine) => engine.model);
  return useRun((run) => run.report?.model ?? null) ?? model;
}

/** The images of the run that is shown: the report's, else the loaded ones. */
export function useShownData(): DataSummary | null {
  const data = useEngine((engine) => engine.data);
  return useRun((run) => run.report?.data ?? null) ?? data;
}
