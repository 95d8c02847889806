/** Detections that come from outside as files: a report is shown in the place Detect. */
import { FaultError } from '../../workers/protocol';
import { showDetection } from '../client/detectCommands';
import { restoreDetectionReport } from '../link/restoreDetectionReport';
import { setView } from '../state/viewStore';

/** Shows a report. Throws `run-busy` while a detection is under way, and as {@link restoreDetectionReport}. */
export function openDetectionReport(json: string): void {
  if (!showDetection(restoreDetectionReport(json))) throw new FaultError('run-busy');
  setView({ place: 'detect', panel: null });
}
