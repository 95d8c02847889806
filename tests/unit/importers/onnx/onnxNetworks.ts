/** Fixtures that PyTorch exported, and a graph's logits for pictures as PyTorch lays them out. */
import { readFileSync } from 'node:fs';
import { forward } from '../../../../workers/graph/forward';
import type { Graph } from '../../../../workers/graph/graph';
import type { HostTensor, HostTensors } from '../../../../workers/graph/hostTensors';
import { disposeTensors, uploadTensors } from '../../../../workers/graph/parameters';
import { tensor, tidy } from '../../../../workers/device/tf';
import { permuteAxes } from '../../../../workers/nets/layout';
import { bytesSource, type ByteSource } from '../../../../workers/readers/byteSource';
import { readNpz } from '../../../../workers/readers/npy';
import { named } from '../../graph/tinyNetwork';

/** Bytes of a file that scripts/make-onnx-fixtures.py made. */
export function onnxBytes(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`../../../fixtures/onnx/${name}`, import.meta.url)));
}

/** The same as a source, under its own name. */
export function onnxFile(name: string): ByteSource {
  return bytesSource(name, onnxBytes(name));
}

/** Pictures (`x1`, `x3`) and logits by fixture, as PyTorch gave them. */
export async function recordedArrays(): Promise<(name: string) => HostTensor> {
  const arrays = await readNpz(onnxFile('logits.npz'));
  return (name) => {
    const { shape, data } = named(arrays, name);
    return { shape, data: Float32Array.from(data, Number) };
  };
}

/** Logits for pictures [N, C, H, W]. Needs a running backend; leaves no tensors behind. */
export function logitsOf(graph: Graph, host: HostTensors, pictures: HostTensor): Float32Array {
  const { shape, data } = permuteAxes(pictures, [0, 2, 3, 1]);
  const parameters = uploadTensors(host);
  try {
    return tidy(() => {
      const { output } = forward(graph, parameters, tensor(data, [...shape]), { mode: 'eval' });
      if (output.rank !== 2) throw new RangeError(`logits of rank ${String(output.rank)}`);
      return Float32Array.from(output.dataSync<'float32'>());
    });
  } finally {
    disposeTensors(parameters);
  }
}
