/** The size that a picture's header states, read before anything is decoded. */
import { viewOf } from '../byteSource';
import { CUT_SHORT, damaged } from '../damage';
import type { PictureKind, PictureSize } from './contract';
import { isFrame, jpegSegments } from './jpegSegments';
import { netpbmHeader } from './netpbm';

/** Throws `file-damaged` where the header makes no sense or the bytes end before it does. */
export function pictureSize(bytes: Uint8Array, kind: PictureKind): PictureSize {
  switch (kind) {
    case 'png':
      return pngSize(bytes);
    case 'jpeg':
      return jpegSize(bytes);
    case 'webp':
      return webpSize(bytes);
    case 'bmp':
      return bmpSize(bytes);
    case 'netpbm':
      return netpbmHeader(bytes);
    default:
      return kind satisfies never;
  }
}

function viewOfAtLeast(bytes: Uint8Array, least: number): DataView {
  if (bytes.length < least) throw damaged(CUT_SHORT);
  return viewOf(bytes);
}

/** IHDR comes first, always with 13 bytes. */
function pngSize(bytes: Uint8Array): PictureSize {
  const view = viewOfAtLeast(bytes, 33);
  if (view.getUint32(8) !== 13 || view.getUint32(12) !== 0x49484452)
    throw damaged('its header cannot be read');
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** In the first frame header that comes: precision, height, width. */
function jpegSize(bytes: Uint8Array): PictureSize {
  const view = viewOf(bytes);
  for (const segment of jpegSegments(bytes)) {
    const { start } = segment;
    if (isFrame(segment)) return { height: view.getUint16(start + 1), width: view.getUint16(start + 3) };
  }
  throw damaged('its header cannot be read');
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) + view.getUint8(at + 2) * 2 ** 16;
}

/** The first chunk is lossy (`VP8 `), lossless (`VP8L`) or the extended header (`VP8X`). */
function webpSize(bytes: Uint8Array): PictureSize {
  const view = viewOfAtLeast(bytes, 30);
  const chunk = String.fromCharCode(...bytes.subarray(12, 16));
  if (chunk === 'VP8X') return { width: 1 + uint24(view, 24), height: 1 + uint24(view, 27) };
  if (chunk === 'VP8L' && bytes[20] === 0x2f) {
    const bits = view.getUint32(21, true);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  if (chunk === 'VP8 ' && uint24(view, 23) === 0x2a019d) {
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
  throw damaged('its header cannot be read');
}

/** A negative height means that the rows go from top to bottom. */
function bmpSize(bytes: Uint8Array): PictureSize {
  const view = viewOfAtLeast(bytes, 26);
  if (view.getUint32(14, true) === 12) {
    return { width: view.getUint16(18, true), height: view.getUint16(20, true) };
  }
  return { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) };
}
