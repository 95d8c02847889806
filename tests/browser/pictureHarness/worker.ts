/** Reads pictures as the page's worker does. */
import { toFault } from '../../../workers/protocol/faults';
import { bytesSource } from '../../../workers/readers/byteSource';
import { pictureDecoder } from '../../../workers/readers/images/pictureDecoder';
import { readPicture } from '../../../workers/readers/images/readPicture';
import { fetchCodec } from '../../../workers/reading/browserCodecs';
import type { PictureAnswer } from './page';

const decode = pictureDecoder(fetchCodec);

async function answer(name: string, bytes: readonly number[]): Promise<PictureAnswer | string> {
  try {
    const picture = await readPicture(bytesSource(name, Uint8Array.from(bytes)), decode);
    return { ...picture, pixels: [...picture.pixels] };
  } catch (thrown) {
    const { code, params } = toFault(thrown);
    return `${code}: ${String(params['reason'])}`;
  }
}

self.onmessage = async ({ data }: MessageEvent<{ name: string; bytes: readonly number[] }>) => {
  self.postMessage(await answer(data.name, data.bytes));
};
