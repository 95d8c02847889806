/** Weights that are a function of their names: scripts/make-architecture-goldens.py computes the same bits for PyTorch. */
import { createHash } from 'node:crypto';
import type { Graph } from '../../../workers/graph/graph';
import { torchShape } from '../../../workers/nets/layout';
import type { Shapes } from '../../../workers/nets/family';
import type { RawTensor } from '../../../workers/readers/elements';

/** `count` numbers in [0, 1): FNV-1a of the name, then Murmur's finaliser over the index. */
export function noise(name: string, count: number): Float64Array {
  let seed = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) seed = Math.imul(seed ^ name.charCodeAt(at), 0x01000193);
  const values = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    let x = Math.imul(at, 0x9e3779b9) ^ seed;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    values[at] = ((x ^ (x >>> 16)) >>> 8) / 2 ** 24;
  }
  return values;
}

/** A tensor of a PyTorch state dict under which the values of a network stay of order 1. */
export function madeUpTensor(name: string, shape: readonly number[]): RawTensor {
  const count = shape.reduce((product, size) => product * size, 1);
  const u = noise(name, count);
  const bound = Math.sqrt((6 * (shape[0] ?? 1)) / count);
  const isScale = name.endsWith('running_var') || name.endsWith('weight');
  const valueOf = (each: number): number => {
    if (shape.length > 1) return (2 * each - 1) * bound;
    return isScale ? 0.8 + 0.4 * each : (2 * each - 1) * 0.2;
  };
  const data = new Float32Array(count);
  for (let at = 0; at < count; at++) data[at] = valueOf(u[at] ?? 0);
  return { shape, dtype: 'float32', data };
}

/** Images of a recording. */
export const IMAGES = 4;

/** The first images of a recording, [N, H, W, C]. */
export function madeUpPictures(
  { size, channels }: { readonly size: number; readonly channels: number },
  count: number,
): { readonly pixels: Float32Array; readonly shape: [number, number, number, number] } {
  const area = size * size;
  const u = noise('images', IMAGES * channels * area);
  const pixels = new Float32Array(count * channels * area);
  for (let image = 0; image < count; image++)
    for (let pixel = 0; pixel < area; pixel++)
      for (let c = 0; c < channels; c++) {
        pixels[(image * area + pixel) * channels + c] =
          2 * (u[(image * channels + c) * area + pixel] ?? 0) - 1;
      }
  return { pixels, shape: [count, size, size, channels] };
}

/** Names and shapes that PyTorch would save of a network, batch counters included, in its order. */
export function savedShapes(graph: Graph): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  for (const [name, spec] of graph.parameters) {
    shapes.set(name, torchShape(spec));
    if (name.endsWith('.running_var')) shapes.set(name.replace('running_var', 'num_batches_tracked'), []);
  }
  return shapes;
}

/** The state dict of a network with made-up weights. */
export function madeUpState(graph: Graph): Map<string, RawTensor> {
  return new Map(
    [...savedShapes(graph)].map(([name, shape]) => [
      name,
      name.endsWith('num_batches_tracked')
        ? { shape, dtype: 'int64', data: Float32Array.of(24) }
        : madeUpTensor(name, shape),
    ]),
  );
}

/** Digest of names and shapes in their order. */
export function digestOf(shapes: Shapes): string {
  const lines = [...shapes].map(([name, shape]) => `${name}:${shape.join('x')}\n`);
  return createHash('sha256').update(lines.join('')).digest('hex').slice(0, 16);
}
