import { viewOf } from '../byteSource';
import { decodeElements } from '../elements';
import type { Datatype } from './datatype';

type NumberType = Datatype & { readonly kind: 'number' };

/** Elements of either byte order as float32 values. */
export function decodeNumbers(bytes: Uint8Array, type: NumberType): Float32Array {
  const little = type.bigEndian && type.bytes > 1 ? reversed(bytes, type.bytes) : bytes;
  return type.signed || type.bytes === 1
    ? decodeElements(little, type.dtype)
    : decodeUnsigned(little, type.bytes);
}

/** Each element's bytes in the other order. */
function reversed(bytes: Uint8Array, width: number): Uint8Array {
  const out = new Uint8Array(bytes.length);
  for (let start = 0; start + width <= bytes.length; start += width) {
    for (let i = 0; i < width; i++) out[start + i] = bytes[start + width - 1 - i] ?? 0;
  }
  return out;
}

function decodeUnsigned(bytes: Uint8Array, width: number): Float32Array {
  const view = viewOf(bytes);
  const out = new Float32Array(Math.floor(bytes.length / width));
  for (let i = 0; i < out.length; i++) {
    const at = i * width;
    if (width === 2) out[i] = view.getUint16(at, true);
    else out[i] = view.getUint32(at, true) + (width === 8 ? view.getUint32(at + 4, true) * 2 ** 32 : 0);
  }
  return out;
}
