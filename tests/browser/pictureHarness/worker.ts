/** Reads pictures with the browser's own decoder. */
import { toFault } from '../../../workers/protocol/faults';
import { bytesSource } from '../../../workers/readers/byteSource';
import { decodeInBrowser } from '../../../workers/readers/images/browserDecode';
import { readPicture } from '../../../workers/readers/images/readPicture';
import type { PictureAnswer } from './page';

async function answer(name: string, bytes: readonly number[]): Promise<PictureAnswer | string> {
  try {
    const picture = await readPicture(bytesSource(name, Uint8Array.from(bytes)), decodeInBrowser);
    return { ...picture, pixels: [...picture.pixels] };
  } catch (thrown) {
    const { code, params } = toFault(thrown);
    return `${code}: ${String(params['reason'])}`;
  }
}

self.onmessage = async ({ data }: MessageEvent<{ name: string; bytes: readonly number[] }>) => {
  self.postMessage(await answer(data.name, data.bytes));
};
