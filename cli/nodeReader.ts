/** The readers of files in Node, in the main thread. */
import { decode } from 'fast-png';
import { FaultError } from '../workers/protocol';
import { createLocalReader } from '../workers/reading/localReader';

export const nodeReader = createLocalReader((bytes, kind) => {
  if (kind !== 'png')
    throw new FaultError('file-unknown', { reason: 'only PNG pictures are read without a browser' });
  const { width, height } = decode(bytes);
  return Promise.resolve({ width, height, rgba: new Uint8Array(4 * width * height) });
});
