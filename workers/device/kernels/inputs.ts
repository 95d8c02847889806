import { FaultError } from '../../protocol/faults';
import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '../tf';

/** The input of that name; a kernel called without it is a bug of ours. */
export function requireInput(inputs: NamedTensorInfoMap, name: string): TensorInfo {
  const input = inputs[name];
  if (input === undefined) throw new FaultError('bug', { input: name }, { detail: 'kernel input missing' });
  return input;
}

/** A shape given as attribute, as tfjs's gradient kernels do. */
export function requireShape(attrs: NamedAttrMap, name: string): readonly number[] {
  const shape = attrs[name];
  if (!Array.isArray(shape))
    throw new FaultError('bug', { attribute: name }, { detail: 'kernel attribute missing' });
  return shape.map(Number);
}

/** A tensor seen as [pixels, channels], channels being its last axis. */
export function pixelsAndChannels({ shape }: TensorInfo): {
  readonly pixels: number;
  readonly channels: number;
} {
  const channels = shape[shape.length - 1] ?? 1;
  const pixels = shape.slice(0, -1).reduce((product, size) => product * size, 1);
  return { pixels, channels };
}
