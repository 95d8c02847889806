/** The worker that reads the user's files: nothing that a file does can reach further than this thread. */
import { resultOf } from './protocol';
import { fetchCodec } from './reading/browserCodecs';
import { buffersOf } from './reading/buffers';
import type { TellRead } from './reading/fileReader';
import { createLocalReader } from './reading/localReader';
import type { ReaderMessage, ReaderQuestion } from './reading/workerReader';

const reader = createLocalReader(fetchCodec);

function post(message: ReaderMessage, buffers: Transferable[] = []): void {
  self.postMessage(message, { transfer: buffers });
}

/** Often enough for a progress bar and to show that the reader is alive. */
const TELL_EVERY_MS = 50;
let toldMs = 0;

const tell: TellRead = (...told) => {
  const now = performance.now();
  if (now - toldMs < TELL_EVERY_MS) return;
  toldMs = now;
  post({ kind: 'tell', told });
};

self.onmessage = ({ data }: MessageEvent<ReaderQuestion>) => {
  const { method, request } = data;
  // Both come from workerReader.ts, which types them method by method.
  const methods = reader as unknown as Record<string, (request: unknown, tell: TellRead) => Promise<unknown>>;
  void resultOf(() => methods[method]?.(request, tell)).then((result) => {
    post({ kind: 'answer', result }, result.ok ? buffersOf(result.value) : []);
  });
};
