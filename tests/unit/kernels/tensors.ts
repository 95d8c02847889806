import { expect } from 'vitest';
import { engine, type NamedAttrMap, type Tensor } from '../../../workers/device/tf';
import type { Values } from './values';

export { makeValues, type Values } from './values';

function toTensor({ data, shape }: Values): Tensor {
  return engine().makeTensor(data, [...shape], 'float32');
}

/** Runs a kernel on fresh tensors, reads its outputs and disposes everything. */
export function runKernel(name: string, inputs: Record<string, Values>, attrs: NamedAttrMap): Values[] {
  const tensors = Object.fromEntries(Object.entries(inputs).map(([key, values]) => [key, toTensor(values)]));
  const results: Tensor | Tensor[] = engine().runKernel(name, tensors, attrs);
  const outputs = Array.isArray(results) ? results : [results];
  const values = outputs.map((output) => ({
    shape: output.shape,
    data: Float32Array.from(output.dataSync()),
  }));
  for (const tensor of [...outputs, ...Object.values(tensors)]) tensor.dispose();
  return values;
}

/** Largest difference over the largest expected magnitude. */
export function relativeError(actual: Values | undefined, expected: ArrayLike<number>): number {
  expect(actual?.data.length).toBe(expected.length);
  let difference = 0;
  let magnitude = 0;
  Array.from(expected).forEach((value, index) => {
    const distance = Math.abs((actual?.data[index] ?? NaN) - value);
    difference = Number.isNaN(distance) ? Infinity : Math.max(difference, distance);
    magnitude = Math.max(magnitude, Math.abs(value));
  });
  return difference / Math.max(magnitude, 1e-30);
}
