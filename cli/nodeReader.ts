/** The readers of files in Node, in the main thread. */
import { createLocalReader } from '../workers/reading/localReader';
import { decodePng } from './pictures';

export const nodeReader = createLocalReader(decodePng);
