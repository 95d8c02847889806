import { bytesSource, type ByteSource } from './byteSource';
import { assertAtMost, CUT_SHORT, damaged } from './damage';
import { MOST_DEFLATED } from './zipDirectory';
import { FaultError } from '../protocol/faults';

/** Bytes that are read once, from front to back. */
export interface ByteStream {
  /** More bytes than this cannot come: what a file states about itself is checked against it before room is made. */
  readonly mostLeft: number;
  /** The next bytes, at least one and at most `most`; none at the end. The result may share memory: do not write to it. */
  read(most: number): Promise<Uint8Array>;
  /** Moves on by `count` bytes, or to the end. */
  skip(count: number): Promise<void>;
  /** Lets go of whatever feeds the stream; nothing may be read afterwards. */
  close(): Promise<void>;
}

const PIECE_BYTES = 2 ** 20;

/** The next `count` bytes, in memory of their own. `file-damaged` when the stream ends before. */
export async function readExactly(stream: ByteStream, count: number): Promise<Uint8Array> {
  if (!(count <= stream.mostLeft)) throw damaged(CUT_SHORT);
  const out = new Uint8Array(count);
  for (let at = 0; at < count;) {
    const piece = await stream.read(count - at);
    if (piece.length === 0) throw damaged(CUT_SHORT);
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

/** A file from its beginning to its end. */
export function sourceStream(source: ByteSource): ByteStream {
  let at = 0;
  return {
    get mostLeft() {
      return source.size - at;
    },
    async read(most) {
      const piece = await source.slice(at, Math.min(source.size, at + most));
      at += piece.length;
      return piece;
    },
    skip: (count) => Promise.resolve(void (at = Math.min(source.size, at + count))),
    close: () => Promise.resolve(),
  };
}

/** Bytes in memory as a stream. */
export function bytesStream(bytes: Uint8Array): ByteStream {
  return sourceStream(bytesSource('', bytes));
}

function piecesOf(source: ByteSource): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    async pull(controller) {
      const piece = new Uint8Array(await source.slice(at, Math.min(source.size, at + PIECE_BYTES)));
      at += piece.length;
      if (piece.length === 0) controller.close();
      else controller.enqueue(piece);
    },
  });
}

/**
 * The unpacked content of a gzip file, as it passes.
 * @throws FaultError `file-damaged` where it cannot be unpacked, `file-too-large` past `limit` unpacked bytes
 */
export function gunzipStream(source: ByteSource, limit: number): ByteStream {
  const reader = piecesOf(source).pipeThrough(new DecompressionStream('gzip')).getReader();
  let piece = new Uint8Array(0);
  let passed = 0;
  async function fill(): Promise<void> {
    while (piece.length === 0) {
      const { done, value } = await nextPiece(reader);
      if (done) return;
      passed += value.length;
      assertAtMost('bytes', passed, limit);
      piece = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    }
  }
  function take(most: number): Uint8Array {
    const head = piece.subarray(0, most);
    piece = piece.subarray(head.length);
    return head;
  }
  return {
    get mostLeft() {
      return Math.min(limit, source.size * MOST_DEFLATED) - passed + piece.length;
    },
    async read(most) {
      await fill();
      return take(most);
    },
    async skip(count) {
      for (let left = count; left > 0;) {
        await fill();
        const { length } = take(left);
        if (length === 0) return;
        left -= length;
      }
    },
    close: () => reader.cancel().catch(() => undefined),
  };
}

async function nextPiece(
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
): Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>> {
  try {
    return await reader.read();
  } catch (thrown) {
    if (thrown instanceof FaultError) throw thrown;
    throw damaged('it cannot be unpacked', String(thrown));
  }
}
