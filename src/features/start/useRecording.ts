/** The recorded run that ships with the page, where there is one. */
import { useEffect, useState } from 'react';
import type { Recording } from '../../../workers/protocol';
import { loadRecording } from '../../client/replay';

/** The recording; null while it loads, and for good where it is missing: the page then waits for the engine. */
export function useRecording(): Recording | null {
  const [recording, setRecording] = useState<Recording | null>(null);
  useEffect(() => {
    let isCurrent = true;
    loadRecording()
      .then((loaded) => {
        if (isCurrent) setRecording(loaded);
      })
      // Without the recording the first pictures come from the engine, a few seconds later.
      .catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, []);
  return recording;
}
