/** The user's own picture as a trigger keeps it: at most 64 pixels a side, RGBA, base64. */
import { encodeBytes, FaultError } from '../../../workers/protocol';
import type { ImageSize, OwnPicture } from './triggerKinds';

/** The schema of the trigger allows no more. */
const MOST_PIXELS = 64;

/** The size that fits into `most` and keeps the proportions; at least one pixel a side, never larger than it was. */
export function fittingSize(size: ImageSize, most: ImageSize): ImageSize {
  const scale = Math.min(1, most.width / size.width, most.height / size.height);
  return {
    width: Math.max(1, Math.round(size.width * scale)),
    height: Math.max(1, Math.round(size.height * scale)),
  };
}

async function openBitmap(file: File): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file);
  } catch (thrown) {
    const reason = 'it is no picture that this browser can read';
    throw new FaultError('file-damaged', { reason }, { file: file.name, detail: String(thrown) });
  }
}

/** Decodes a picture for images of size `images`. Throws `file-damaged` for what the browser cannot read. */
export async function decodePicture(file: File, images: ImageSize): Promise<OwnPicture> {
  const bitmap = await openBitmap(file);
  const most = {
    width: Math.min(MOST_PIXELS, images.width),
    height: Math.min(MOST_PIXELS, images.height),
  };
  const { width, height } = fittingSize(bitmap, most);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) throw new FaultError('bug', {}, { detail: 'no 2d context' });
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  return { width, height, rgba: encodeBytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)) };
}
