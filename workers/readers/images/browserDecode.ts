/** Decodes pictures with what the browser has, in a worker. */
import { FaultError } from '../../protocol/faults';
import type { DecodePicture, PictureKind } from './contract';
import { forgetOrientation } from './jpegSegments';

const TYPES: Readonly<Record<PictureKind, string>> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  bmp: 'image/bmp',
};

/** Whether this browser can decode pictures in a worker. */
function canDecodePictures(): boolean {
  return typeof createImageBitmap === 'function' && typeof OffscreenCanvas === 'function';
}

let kept: OffscreenCanvasRenderingContext2D | null = null;

/** A canvas of this size; the latest is used again, since most pictures of a set have one size. */
function contextOf(height: number, width: number): OffscreenCanvasRenderingContext2D {
  if (kept?.canvas.height !== height || kept.canvas.width !== width) {
    kept = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (kept === null) throw new RangeError('there is no canvas');
    // Nothing of the picture before may shine through transparent pixels.
    kept.globalCompositeOperation = 'copy';
  }
  return kept;
}

/**
 * The pixels as they lie in the file: no colour profile is applied, colours are not multiplied by opacity, the picture
 * is not turned. All three are what training code sees, and what makes browsers agree.
 * @throws FaultError `images-unusable` where the browser cannot decode pictures in a worker; whatever
 * createImageBitmap throws for a broken picture
 */
export const decodeInBrowser: DecodePicture = async (bytes, kind) => {
  if (!canDecodePictures()) {
    throw new FaultError('images-unusable', {
      reason: 'this browser cannot decode pictures in the background',
    });
  }
  const own = new Uint8Array(bytes);
  if (kind === 'jpeg') forgetOrientation(own);
  const blob = new Blob([own], { type: TYPES[kind] });
  const bitmap = await createImageBitmap(blob, {
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  });
  try {
    const { height, width } = bitmap;
    const context = contextOf(height, width);
    context.drawImage(bitmap, 0, 0);
    return { height, width, rgba: context.getImageData(0, 0, width, height).data };
  } finally {
    bitmap.close();
  }
};
