import { Unzlib } from 'fflate';
import { damaged } from './damage';

/** Deflated bytes unpacked at a time. */
const PIECE_BYTES = 2 ** 16;

/** Unpacks a zlib stream (RFC 1950); `file-damaged` as soon as more comes out than `most` bytes. */
export function inflateZlib(packed: Uint8Array, most: number): Uint8Array {
  const out = new Uint8Array(most);
  let at = 0;
  try {
    const stream = new Unzlib((piece) => {
      if (at + piece.length > most) throw new RangeError(`more than ${most} bytes`);
      out.set(piece, at);
      at += piece.length;
    });
    for (let from = 0; from < packed.length; from += PIECE_BYTES) {
      const end = Math.min(packed.length, from + PIECE_BYTES);
      stream.push(packed.subarray(from, end), end === packed.length);
    }
  } catch (thrown) {
    throw damaged('a piece of it cannot be unpacked', String(thrown));
  }
  return out.subarray(0, at);
}
