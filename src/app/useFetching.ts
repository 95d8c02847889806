/** A download on the page: how far it is, a way to stop it, and what went wrong. */
import { useRef, useState } from 'react';
import type { Fault } from '../../workers/protocol';
import type { FetchOptions, FetchProgress } from '../client/fetchFile';
import { bytesText } from '../text/faultWords';
import { MODEL_TEXT } from '../text/model';

export interface Fetching {
  readonly isRunning: boolean;
  /** For a status line; empty while nothing is fetched. */
  readonly words: string;
  readonly fault: Fault | null;
  /** Runs `fetchThem`, which answers with a fault to show, or null. A stop is no fault. */
  readonly start: (
    fetchThem: (options: Pick<FetchOptions, 'signal' | 'onProgress'>) => Promise<Fault | null>,
  ) => Promise<void>;
  readonly stop: () => void;
  readonly dismissFault: () => void;
}

function wordsOf({ receivedBytes, totalBytes }: FetchProgress): string {
  return MODEL_TEXT.fetched(bytesText(receivedBytes), totalBytes === null ? null : bytesText(totalBytes));
}

export function useFetching(): Fetching {
  const [progress, setProgress] = useState<FetchProgress | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const stop = useRef<AbortController | null>(null);
  return {
    isRunning: progress !== null,
    words: progress === null ? '' : wordsOf(progress),
    fault,
    start: async (fetchThem) => {
      const controller = new AbortController();
      stop.current = controller;
      setFault(null);
      setProgress({ receivedBytes: 0, totalBytes: null });
      const found = await fetchThem({ signal: controller.signal, onProgress: setProgress });
      setProgress(null);
      if (found !== null && found.code !== 'cancelled') setFault(found);
    },
    stop: () => stop.current?.abort(),
    dismissFault: () => setFault(null),
  };
}
