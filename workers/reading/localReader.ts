/** Reads files in this very thread. */
import type { LoadCodec } from '../readers/images/codec';
import { pictureDecoder } from '../readers/images/pictureDecoder';
import type { FileReader } from './fileReader';
import { hashOf, tellingSources } from './sources';

/** `loadCodec` brings the decoders of pictures. */
export function createLocalReader(loadCodec: LoadCodec): FileReader {
  const decode = pictureDecoder(loadCodec);
  return {
    readNetwork: async ({ files, hint }, tell) => {
      const { readNetwork } = await import('./readNetwork');
      return readNetwork(tellingSources(files, tell), hint);
    },
    examine: async ({ files, hint }, tell) => {
      const { examineNetwork } = await import('./readNetwork');
      return examineNetwork(tellingSources(files, tell), hint);
    },
    readImages: async ({ files, reading }, tell) => {
      const { readImageSet } = await import('./readImageSet');
      return readImageSet(tellingSources(files, tell), {
        ...reading,
        decode,
        tell: (done, total) => tell(done, total, 'image'),
      });
    },
    readMasks: async ({ file }, tell) => {
      const { readMaskValues } = await import('../readers/maskValues');
      const sources = tellingSources([file], tell);
      const [source] = sources;
      return {
        sha256: await hashOf(sources),
        values: source === undefined ? [] : await readMaskValues(source),
      };
    },
  };
}
