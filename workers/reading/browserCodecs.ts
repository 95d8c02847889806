/** The decoders of pictures as the page carries them. Only the bundler reads this file: Node knows no imports of addresses. */
import jpeg from '@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm?url';
import webp from '@jsquash/webp/codec/dec/webp_dec.wasm?url';
import { FaultError } from '../protocol';
import type { LoadCodec } from '../readers/images/codec';

const ADDRESSES = { jpeg, webp };

export const fetchCodec: LoadCodec = async (name) => {
  const url = ADDRESSES[name];
  const response = await fetch(url);
  if (!response.ok) throw new FaultError('network-failed', { url, reason: response.status });
  return WebAssembly.compile(await response.arrayBuffer());
};
