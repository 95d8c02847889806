import type { ElementType } from '../readers/elements';
import { storedBytes, writeElements, type StoredTensor } from './storedTensor';

const CODES: Readonly<Record<ElementType, string>> = {
  float32: 'F32',
  float64: 'F64',
  float16: 'F16',
  bfloat16: 'BF16',
  int64: 'I64',
  int32: 'I32',
  int16: 'I16',
  int8: 'I8',
  uint8: 'U8',
  bool: 'BOOL',
};

/**
 * Writes tensors as a safetensors file: header length (uint64), JSON header padded with spaces to a multiple
 * of 8 bytes, then each tensor's little-endian bytes in the map's order, without gaps
 * (github.com/huggingface/safetensors, "Format").
 * @param metadata free text, e.g. where the network came from; kept under `__metadata__`
 * @throws RangeError when a tensor's data and shape disagree: a bug of the caller
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const header = encodeHeader(tensors, metadata);
  const dataBytes = [...tensors].reduce((sum, [name, tensor]) => sum + storedBytes(name, tensor), 0);
  const file = new Uint8Array(8 + header.length + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  let at = 8 + header.length;
  for (const [name, tensor] of tensors) {
    const end = at + storedBytes(name, tensor);
    writeElements(file.subarray(at, end), tensor);
    at = end;
  }
  return file;
}

function encodeHeader(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  // Members are joined by hand: an object would move keys that look like integers to the front.
  const members: string[] = [];
  if (Object.keys(metadata).length > 0) members.push(`"__metadata__":${JSON.stringify(metadata)}`);
  let at = 0;
  for (const [name, tensor] of tensors) {
    const end = at + storedBytes(name, tensor);
    const place = { dtype: CODES[tensor.dtype], shape: tensor.shape, data_offsets: [at, end] };
    members.push(`${JSON.stringify(name)}:${JSON.stringify(place)}`);
    at = end;
  }
  const json = new TextEncoder().encode(`{${members.join(',')}}`);
  const padded = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(0x20);
  padded.set(json);
  return padded;
}
