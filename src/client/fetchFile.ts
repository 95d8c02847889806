/**
 * Fetches a file that a user or a link named by its address. Its checksum is left to the engine, which computes it as it
 * reads; here only bytes are stored.
 */
import { FaultError, type Result, resultOf } from '../../workers/protocol';
import { fileNameOf } from './fileName';
import { type IncomingFile, openIncoming } from './incomingFile';
import { room, takeKept } from './keptFiles';

/** How far a download has come. `receivedBytes` never falls; `totalBytes` is null where the host does not say, or said too little. */
export interface FetchProgress {
  readonly receivedBytes: number;
  readonly totalBytes: number | null;
}

export interface FetchOptions {
  /** In hexadecimal. A file with this checksum that is kept on this computer is not fetched again. */
  readonly sha256?: string;
  readonly signal?: AbortSignal;
  /** Called at most some twenty times a second, and once at the end. */
  readonly onProgress?: (progress: FetchProgress) => void;
}

/** Largest file that is fetched. */
export const LARGEST_FETCH_BYTES = 2 ** 31;

/** Bytes that are collected before they are stored in one go; what is smaller stays in memory. */
const PIECE_BYTES = 8 * 2 ** 20;
const PROGRESS_EVERY_MS = 50;

/** Hosts that need no encryption: this very computer. */
const THIS_COMPUTER = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The address, if it may be fetched. Throws `address-refused`. */
function checkAddress(address: string): URL {
  const refuse = (reason: string) => new FaultError('address-refused', { reason });
  if (!URL.canParse(address)) throw refuse('It is no complete address');
  const url = new URL(address);
  const isLocal = url.protocol === 'http:' && THIS_COMPUTER.has(url.hostname);
  if (url.protocol !== 'https:' && !isLocal)
    throw refuse('Only addresses that begin with https:// are fetched');
  if (url.username !== '' || url.password !== '') throw refuse('It holds a name or a password');
  return url;
}

/** Asks for the file as a stranger: no cookies, no referrer; and not into the cache, as opened files are kept anyway. */
async function request(url: URL, signal: AbortSignal | undefined): Promise<Response> {
  try {
    return await fetch(url, {
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (thrown) {
    if (signal?.aborted === true) throw new FaultError('cancelled');
    // The browser does not tell a page which of the two it was.
    throw new FaultError('address-unreachable', { host: url.host }, { detail: String(thrown) });
  }
}

/** Throws where the answer is no file: `address-unreachable`, `address-refused`, `address-not-a-file`, `file-too-large`. */
function checkAnswer(response: Response, url: URL): void {
  if (!response.ok) throw new FaultError('address-unreachable', { host: url.host, status: response.status });
  if (response.url !== '') checkAddress(response.url);
  const type = response.headers.get('content-type') ?? '';
  if (/^(text\/html|application\/xhtml\+xml)\b/i.test(type.trim())) {
    throw new FaultError('address-not-a-file', { host: url.host });
  }
  const bytes = announcedBytes(response) ?? 0;
  if (bytes > LARGEST_FETCH_BYTES) {
    throw new FaultError('file-too-large', { bytes, limit: LARGEST_FETCH_BYTES });
  }
}

/** What the host says the size is. It may lie, and of a compressed answer it is the size before unpacking. */
function announcedBytes(response: Response): number | null {
  const header = response.headers.get('content-length');
  return header !== null && /^\d{1,15}$/.test(header) ? Number(header) : null;
}

/** Tells how far it is, but not with every chunk. */
function progressTeller(totalBytes: number | null, tell: FetchOptions['onProgress']) {
  let lastMs = -Infinity;
  return (receivedBytes: number, isEnd: boolean): void => {
    const nowMs = performance.now();
    if (tell === undefined || (!isEnd && nowMs - lastMs < PROGRESS_EVERY_MS)) return;
    lastMs = nowMs;
    tell({
      receivedBytes,
      totalBytes: totalBytes !== null && receivedBytes > totalBytes ? null : totalBytes,
    });
  };
}

type Chunk = Uint8Array<ArrayBuffer>;

/** Takes chunks and makes a Blob of them. One that grows large lies in the private file system, where there is one. */
function createCollector() {
  const pieces: Blob[] = [];
  let chunks: Chunk[] = [];
  let chunkBytes = 0;
  let incoming: IncomingFile | null = null;
  const store = async (): Promise<void> => {
    const piece = new Blob(chunks);
    [chunks, chunkBytes] = [[], 0];
    if (pieces.length === 0) incoming ??= await openIncoming();
    if (incoming === null) pieces.push(piece);
    else await incoming.append(piece);
  };
  return {
    add: async (chunk: Chunk): Promise<void> => {
      chunks.push(chunk);
      chunkBytes += chunk.byteLength;
      if (chunkBytes >= PIECE_BYTES) await store();
    },
    end: async (): Promise<Blob> => {
      if (incoming === null) return new Blob([...pieces, ...chunks]);
      await store();
      return incoming.close();
    },
    discard: async (): Promise<void> => incoming?.discard(),
  };
}

type Collector = ReturnType<typeof createCollector>;

/** Runs a step of storing. A full store is a matter of size: `file-too-large`. */
async function storing<T>(bytes: number, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (thrown) {
    const space = await room();
    const limit = space === null ? LARGEST_FETCH_BYTES : space.quotaBytes - space.usedBytes;
    throw new FaultError('file-too-large', { bytes, limit }, { detail: String(thrown) });
  }
}

/** The bytes of the answer. Throws `file-too-large`, and whatever the connection throws when it breaks. */
async function readBody(
  reader: ReadableStreamDefaultReader<Chunk>,
  collector: Collector,
  tell: (receivedBytes: number, isEnd: boolean) => void,
): Promise<Blob> {
  let receivedBytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    receivedBytes += value.byteLength;
    if (receivedBytes > LARGEST_FETCH_BYTES) {
      throw new FaultError('file-too-large', { bytes: receivedBytes, limit: LARGEST_FETCH_BYTES });
    }
    await storing(receivedBytes, () => collector.add(value));
    tell(receivedBytes, false);
  }
  tell(receivedBytes, true);
  return storing(receivedBytes, collector.end);
}

async function download(url: URL, { signal, onProgress }: FetchOptions): Promise<File> {
  const response = await request(url, signal);
  const reader = (response.body ?? new Blob([]).stream()).getReader();
  const collector = createCollector();
  try {
    checkAnswer(response, url);
    const tell = progressTeller(announcedBytes(response), onProgress);
    const blob = await readBody(reader, collector, tell);
    return new File([blob], fileNameOf(url, response.headers.get('content-disposition')));
  } catch (thrown) {
    // Ends the connection. A stream that is broken already refuses, which changes nothing.
    await reader.cancel().catch(() => undefined);
    await collector.discard();
    if (signal?.aborted === true) throw new FaultError('cancelled');
    if (thrown instanceof FaultError) throw thrown;
    // Browsers compare what came with what was announced, before unpacking, which a page could not.
    const reason = 'the connection broke before all of the file had come';
    throw new FaultError('file-damaged', { reason }, { detail: String(thrown) });
  }
}

/**
 * The file at an https address (or on this computer, http), named as its host or its address names it. Faults, each with a name
 * for the file: `address-refused`, `address-unreachable`, `address-not-a-file`, `file-too-large`, `file-damaged` (cut
 * short), `cancelled`.
 */
export async function fetchFile(address: string, options: FetchOptions = {}): Promise<Result<File>> {
  const result = await resultOf(async () => {
    const held = options.sha256 === undefined ? null : await takeKept(options.sha256);
    return held ?? download(checkAddress(address), options);
  });
  if (result.ok) return result;
  const file = URL.canParse(address) ? fileNameOf(new URL(address), null) || address : address;
  return { ok: false, fault: { ...result.fault, file } };
}
