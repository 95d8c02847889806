import { useMemo } from 'react';
import { useDetection } from '../../state/detectStore';
import { useEngine } from '../../state/engineStore';
import { type Evidence, evidenceOfReading, evidenceOfReport } from './evidence';

/** The evidence of the detection on the page. */
export function useEvidence(): Evidence {
  const report = useDetection((detection) => detection.report);
  const trace = useDetection((detection) => detection.trace);
  const label = useDetection((detection) => detection.label);
  const searches = useDetection((detection) => detection.searches);
  const entropies = useDetection((detection) => detection.entropies);
  return useMemo(
    () =>
      report === null ? evidenceOfReading({ trace, label, searches, entropies }) : evidenceOfReport(report),
    [report, trace, label, searches, entropies],
  );
}

/** Names of the classes: the report's, else those of the open images. */
export function useClasses(): readonly string[] {
  const open = useEngine((engine) => engine.data?.classes);
  return useDetection((detection) => detection.report?.data.classes) ?? open ?? [];
}
