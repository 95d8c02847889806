/**
 * Reads files in a worker of their own. A worker that says nothing for too long, or whose reading is no longer wanted, is
 * ended and another one takes its place: a file that makes a reader hang costs nothing but its own opening.
 */
import { FaultError, type Result } from '../protocol';
import type { FileReader, TellRead } from './fileReader';

/** The names of a reader's methods. */
export type ReaderMethod = keyof FileReader;

/** What goes to the worker, and what comes back. */
export interface ReaderQuestion {
  readonly method: ReaderMethod;
  readonly request: unknown;
}
export type ReaderMessage =
  | { readonly kind: 'tell'; readonly told: Parameters<TellRead> }
  | { readonly kind: 'answer'; readonly result: Result<unknown> };

/** The part of a Worker that is used. */
export interface ReaderWorker {
  postMessage(question: ReaderQuestion): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<ReaderMessage>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

/** Longest silence. A reader tells after each slice it reads; the slowest honest step in between takes about a second. */
const LONGEST_SILENCE_MS = 20_000;
/** A look at what files are is over in a moment, and opens nothing: it may take so much less. */
const LOOK_SHARE = 4;

/** One question at a time; `create` starts a worker. */
export function createWorkerReader(create: () => ReaderWorker, silenceMs = LONGEST_SILENCE_MS): FileReader {
  let idle: ReaderWorker | null = null;

  // The worker answers each method with what its local twin returns: the types are those of FileReader.
  const ask = <M extends ReaderMethod>(
    method: M,
    request: Parameters<FileReader[M]>[0],
    tell: TellRead,
  ): ReturnType<FileReader[M]> => {
    const [first] = 'file' in request ? [request.file] : request.files;
    const worker = idle ?? create();
    idle = null;
    const asked: Promise<unknown> = new Promise((resolve, reject) => {
      let timer: ReturnType<typeof setTimeout>;
      const end = (keeps: boolean): void => {
        clearTimeout(timer);
        worker.onmessage = null;
        worker.onerror = null;
        if (keeps && idle === null) idle = worker;
        else worker.terminate();
      };
      const giveUp = (reason: unknown): void => {
        end(false);
        reject(reason instanceof Error ? reason : new Error(String(reason)));
      };
      const patienceMs = method === 'tellApart' ? silenceMs / LOOK_SHARE : silenceMs;
      const late = (): void =>
        giveUp(new FaultError('reader-stopped', { seconds: patienceMs / 1000 }, { file: first?.path ?? '' }));
      const wait = (): void => {
        clearTimeout(timer);
        timer = setTimeout(late, patienceMs);
      };
      worker.onmessage = ({ data }) => {
        if (data.kind === 'answer') {
          end(true);
          const { result } = data;
          if (result.ok) resolve(result.value);
          else reject(new FaultError(result.fault.code, result.fault.params, result.fault));
          return;
        }
        wait();
        try {
          tell(...data.told);
        } catch (thrown) {
          giveUp(thrown);
        }
      };
      worker.onerror = ({ message }) => giveUp(new FaultError('bug', {}, { detail: `reader: ${message}` }));
      wait();
      worker.postMessage({ method, request });
    });
    return asked as ReturnType<FileReader[M]>;
  };
  return {
    readNetwork: (request, tell) => ask('readNetwork', request, tell),
    tellApart: (request, tell) => ask('tellApart', request, tell),
    examine: (request, tell) => ask('examine', request, tell),
    readImages: (request, tell) => ask('readImages', request, tell),
    readMasks: (request, tell) => ask('readMasks', request, tell),
  };
}
