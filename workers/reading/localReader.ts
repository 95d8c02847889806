/** Reads files in this very thread. */
import type { ByteSource } from '../readers/byteSource';
import type { LoadCodec } from '../readers/images/codec';
import { pictureDecoder } from '../readers/images/pictureDecoder';
import type { FileReader, NamedBlob, TellRead } from './fileReader';
import { hashOf, tellingPictures, tellingSources } from './sources';

/** Reads files, then takes their checksum: readers go to and fro in a file, so that it is read a second time for that. */
async function hashed<T>(
  files: readonly NamedBlob[],
  tell: TellRead,
  read: (sources: readonly ByteSource[]) => Promise<T>,
  tellBytes = tell,
): Promise<T & { readonly sha256: string }> {
  const value = await read(tellingSources(files, 'read', tellBytes));
  return { ...value, sha256: await hashOf(tellingSources(files, 'hash', tell)) };
}

/** `loadCodec` brings the decoders of pictures. */
export function createLocalReader(loadCodec: LoadCodec): FileReader {
  const decode = pictureDecoder(loadCodec);
  return {
    readNetwork: async ({ files, hint }, tell) => {
      const { readNetwork } = await import('./readNetwork');
      return hashed(files, tell, (sources) => readNetwork(sources, hint));
    },
    examine: async ({ files, hint }, tell) => {
      const { examineNetwork } = await import('./readNetwork');
      return examineNetwork(tellingSources(files, 'read', tell), hint);
    },
    readImages: async ({ files, reading }, tell) => {
      const { readImageSet } = await import('./readImageSet');
      const { bytes, pictures } = tellingPictures(tell);
      const options = { ...reading, decode, tell: pictures };
      return hashed(files, tell, (sources) => readImageSet(sources, options), bytes);
    },
    readMasks: async ({ file }, tell) => {
      const { readMaskValues } = await import('../readers/maskValues');
      return hashed([file], tell, async ([source]) => ({
        values: source === undefined ? [] : await readMaskValues(source),
      }));
    },
  };
}
