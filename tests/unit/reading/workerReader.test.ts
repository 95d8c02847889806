/** Files are read in a worker that is ended when it hangs, fails or is no longer wanted, and replaced for the next file. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FaultError, toFault } from '../../../workers/protocol';
import {
  createWorkerReader,
  type ReaderMessage,
  type ReaderQuestion,
  type ReaderWorker,
} from '../../../workers/reading/workerReader';

const SILENCE_MS = 1000;
const REQUEST = { files: [{ path: 'slow.pth', file: new Blob() }], hint: null };

class FakeWorker implements ReaderWorker {
  onmessage: ReaderWorker['onmessage'] = null;
  onerror: ReaderWorker['onerror'] = null;
  readonly asked: ReaderQuestion[] = [];
  terminated = false;

  postMessage(question: ReaderQuestion): void {
    this.asked.push(question);
  }
  terminate(): void {
    this.terminated = true;
  }
  say(message: ReaderMessage): void {
    this.onmessage?.({ data: message } as MessageEvent<ReaderMessage>);
  }
}

let workers: FakeWorker[];
let reader: ReturnType<typeof createWorkerReader>;

beforeEach(() => {
  vi.useFakeTimers();
  workers = [];
  reader = createWorkerReader(() => {
    const worker = new FakeWorker();
    workers.push(worker);
    return worker;
  }, SILENCE_MS);
});
afterEach(() => vi.useRealTimers());

const codeOf = async (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'none',
    (thrown: unknown) => toFault(thrown).code,
  );

describe('a reader in a worker of its own', () => {
  it('answers, and is asked again without a new worker', async () => {
    const first = reader.examine(REQUEST, () => undefined);
    workers[0]?.say({ kind: 'answer', result: { ok: true, value: 'report' } });
    expect(await first).toBe('report');
    const second = codeOf(reader.readNetwork(REQUEST, () => undefined));
    workers[0]?.say({ kind: 'answer', result: { ok: false, fault: { code: 'file-damaged', params: {} } } });
    expect(await second).toBe('file-damaged');
    expect(workers).toHaveLength(1);
    expect(workers[0]?.asked.map(({ method }) => method)).toEqual(['examine', 'readNetwork']);
  });

  it('that was started for a second question beside the first is ended with its answer', async () => {
    const asked = [0, 1].map(() => reader.examine(REQUEST, () => undefined));
    for (const worker of workers) worker.say({ kind: 'answer', result: { ok: true, value: 'report' } });
    await Promise.all(asked);
    expect(workers.map(({ terminated }) => terminated)).toEqual([false, true]);
  });

  it('a look at what a file is gives up early', async () => {
    const look = reader.tellApart({ files: REQUEST.files }, () => undefined).catch(toFault);
    await vi.advanceTimersByTimeAsync(SILENCE_MS / 4 + 1);
    expect(await look).toMatchObject({ code: 'reader-stopped' });
    expect(workers[0]?.terminated).toBe(true);
  });

  it('is ended when it hangs, and another one reads the next file', async () => {
    const hanging = reader.readNetwork(REQUEST, () => undefined).catch(toFault);
    await vi.advanceTimersByTimeAsync(SILENCE_MS + 1);
    expect(await hanging).toMatchObject({ code: 'reader-stopped', file: 'slow.pth', params: { seconds: 1 } });
    expect(workers[0]?.terminated).toBe(true);
    const next = reader.examine(REQUEST, () => undefined);
    workers[1]?.say({ kind: 'answer', result: { ok: true, value: 1 } });
    expect(await next).toBe(1);
  });

  it('may take as long as it likes while it says how far it is', async () => {
    const told: number[] = [];
    const slow = reader.readNetwork(REQUEST, (_step, done) => void told.push(done));
    for (let done = 1; done <= 5; done++) {
      await vi.advanceTimersByTimeAsync(SILENCE_MS - 1);
      workers[0]?.say({ kind: 'tell', told: ['read', done, 5] });
    }
    workers[0]?.say({ kind: 'answer', result: { ok: true, value: 1 } });
    expect(await slow).toBe(1);
    expect(told).toEqual([1, 2, 3, 4, 5]);
  });

  it('is ended when the load is stopped', async () => {
    const stopped = codeOf(
      reader.readNetwork(REQUEST, () => {
        throw new FaultError('cancelled');
      }),
    );
    workers[0]?.say({ kind: 'tell', told: ['read', 1, 5] });
    expect(await stopped).toBe('cancelled');
    expect(workers[0]?.terminated).toBe(true);
  });

  it('that fails to start is a fault, not a wait', async () => {
    const failing = codeOf(reader.readNetwork(REQUEST, () => undefined));
    workers[0]?.onerror?.({ message: 'no such script' } as ErrorEvent);
    expect(await failing).toBe('bug');
  });
});
