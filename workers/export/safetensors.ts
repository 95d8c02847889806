/** One tensor to be written; `data` holds its elements row-major. */
export interface StoredTensor {
  readonly shape: readonly number[];
  /** PyTorch keeps `num_batches_tracked` as int64, everything else of a network as float32. */
  readonly dtype: 'F32' | 'I64';
  readonly data: ArrayLike<number>;
}

const BYTES: Readonly<Record<StoredTensor['dtype'], number>> = { F32: 4, I64: 8 };

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
  const dataBytes = [...tensors.values()].reduce((sum, tensor) => sum + byteLength(tensor), 0);
  const file = new Uint8Array(8 + header.length + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  let at = 8 + header.length;
  for (const tensor of tensors.values()) {
    writeElements(file, at, tensor);
    at += byteLength(tensor);
  }
  return file;
}

function byteLength(tensor: StoredTensor): number {
  return tensor.data.length * BYTES[tensor.dtype];
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
    const { dtype, shape, data } = tensor;
    const expected = shape.reduce((product, size) => product * size, 1);
    if (expected !== data.length)
      throw new RangeError(`${name}: ${data.length} values, shape ${shape.join('x')}`);
    const place = { dtype, shape, data_offsets: [at, at + byteLength(tensor)] };
    members.push(`${JSON.stringify(name)}:${JSON.stringify(place)}`);
    at += byteLength(tensor);
  }
  const json = new TextEncoder().encode(`{${members.join(',')}}`);
  const padded = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(0x20);
  padded.set(json);
  return padded;
}

function writeElements(file: Uint8Array<ArrayBuffer>, at: number, { dtype, data }: StoredTensor): void {
  const view = new DataView(file.buffer, at);
  for (let i = 0; i < data.length; i++) {
    const value = data[i] ?? 0;
    if (dtype === 'F32') view.setFloat32(4 * i, value, true);
    else view.setBigInt64(8 * i, BigInt(Math.round(value)), true);
  }
}
