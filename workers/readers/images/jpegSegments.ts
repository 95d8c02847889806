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

/** Segments in their order, the one that the picture data follow last. Throws `file-damaged` where they make no sense or end before. */
export function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment> {
  const view = viewOf(bytes);
  for (let at = 2; at + 9 <= bytes.length;) {
    if (bytes[at] !== 0xff) throw damaged('its header cannot be read');
    const marker = bytes[at + 1] ?? 0;
    if (marker === END_OF_IMAGE) throw damaged('its header cannot be read');
    // A marker may be preceded by any number of bytes 0xff.
    if (marker === 0xff) at++;
    else {
      yield { marker, start: at + 4 };
      if (marker === START_OF_SCAN) return;
      at += 2 + Math.max(2, view.getUint16(at + 2));
    }
  }
  throw damaged(CUT_SHORT);
}

/** Start-of-frame markers: C0 to CF without DHT (C4), JPG (C8) and DAC (CC). */
export function isFrame({ marker }: JpegSegment): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Where the number of colours stands in a frame: behind precision, height and width. */
const COLOURS_AT = 5;

/**
 * Throws `file-damaged` for what the decoder would pass over: data that end too early become grey pixels there. Colours
 * of a printer it does not know.
 */
export function assertDecodableJpeg(bytes: Uint8Array): void {
  let dataStart = 0;
  for (const segment of jpegSegments(bytes)) {
    if (isFrame(segment) && bytes[segment.start + COLOURS_AT] === 4) {
      throw damaged('its colours are those of a printer (CMYK); save it as RGB');
    }
    dataStart = segment.start;
  }
  // Inside the data a byte 0xff is followed by no such byte.
  let at = bytes.lastIndexOf(END_OF_IMAGE);
  while (at > dataStart && bytes[at - 1] !== 0xff) at = bytes.lastIndexOf(END_OF_IMAGE, at - 1);
  if (at <= dataStart) throw damaged(CUT_SHORT);
}
