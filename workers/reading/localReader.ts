/** Reads files in this very thread. */
import type { DecodePicture } from '../readers/images/contract';
import type { FileReader } from './fileReader';
import { hashOf, tellingSources } from './sources';

/** `decode` turns one compressed picture into pixels. */
export function createLocalReader(decode: DecodePicture): FileReader {
  return {
    readNetwork: async ({ files, hint }, tell) => {
      const { readNetwork } = await import('./readNetwork');
      return readNetwork(tellingSources(files, tell), hint);
    },
    tellApart: async ({ files }, tell) => {
      const { contentOf } = await import('./fileContent');
      return Promise.all(tellingSources(files, tell).map(contentOf));
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
