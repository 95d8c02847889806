/** The segments before the picture data of a JPEG file (ITU T.81, annex B). */
import { viewOf } from '../byteSource';
import { CUT_SHORT, damaged } from '../damage';

interface JpegSegment {
  /** The second byte of its marker: C0 for a baseline frame, E1 for APP1. */
  readonly marker: number;
  /** Where its content begins, behind marker and length. */
  readonly start: number;
}

const END_OF_IMAGE = 0xd9;
const START_OF_SCAN = 0xda;

/** Segments in their order. Throws `file-damaged` where they make no sense, or end before the picture data. */
export function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment> {
  const view = viewOf(bytes);
  for (let at = 2; at + 9 <= bytes.length;) {
    if (bytes[at] !== 0xff) throw damaged('its header cannot be read');
    const marker = bytes[at + 1] ?? 0;
    if (marker === START_OF_SCAN) return;
    if (marker === END_OF_IMAGE) throw damaged('its header cannot be read');
    // A marker may be preceded by any number of bytes 0xff.
    if (marker === 0xff) at++;
    else {
      yield { marker, start: at + 4 };
      at += 2 + Math.max(2, view.getUint16(at + 2));
    }
  }
  throw damaged(CUT_SHORT);
}

const APP1 = 0xe1;

/**
 * Makes a decoder overlook how the camera was held, in place: browsers turn pictures upright by their Exif data, and
 * cannot be told not to; training code leaves them as they lie. Bytes that are no JPEG file are left alone.
 */
export function forgetOrientation(bytes: Uint8Array): void {
  try {
    for (const { marker, start } of jpegSegments(bytes)) {
      // Exif data is known by its first letters.
      if (marker === APP1) bytes.fill(0, start, start + 4);
    }
  } catch {
    // The decoder will find what is wrong.
  }
}
