/** Placeholder. */
import type { DecodePicture } from './readImages';

export const decodePicture: DecodePicture = async (bytes) => {
  const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]), {
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  });
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  context?.drawImage(bitmap, 0, 0);
  return { width, height, rgba: context?.getImageData(0, 0, width, height).data ?? new Uint8Array(0) };
};
