/** The recorded run that ships with the page, where there is one. */
import type { Recording } from '../../../workers/protocol';
import { useLoaded } from '../../app/useLoaded';
import { loadRecording } from '../../client/replay';

/** The recording; null while it loads, and for good where it is missing: the first pictures then come from the engine, a few seconds later. */
export function useRecording(): Recording | null {
  return useLoaded(loadRecording);
}
