/** The readers of files in Node, in the main thread. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { LoadCodec } from '../workers/readers/images/codec';
import { createLocalReader } from '../workers/reading/localReader';

const FILES = {
  jpeg: '@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm',
  webp: '@jsquash/webp/codec/dec/webp_dec.wasm',
};

/** The same decoders that the page carries, from where the package manager put them. */
export const readCodec: LoadCodec = async (name) =>
  WebAssembly.compile(await readFile(createRequire(import.meta.url).resolve(FILES[name])));

export const nodeReader = createLocalReader(readCodec);
