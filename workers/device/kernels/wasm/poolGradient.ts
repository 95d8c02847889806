import { geometryOf } from '../convolutionGeometry';
import { requireInput } from '../inputs';
import { backend_util, type NamedAttrMap, type NamedTensorInfoMap, type TensorInfo } from '../../tf';
import { makeFloats, offsetOf, type WasmHeap } from './heap';

type Shape4 = [number, number, number, number];

/** Attributes of tfjs's kernels MaxPoolGrad and AvgPoolGrad. */
interface PoolAttributes {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

function resolvePool(input: TensorInfo, attrs: NamedAttrMap): backend_util.Conv2DInfo {
  // tfjs checks the attributes of its own kernels before it calls them.
  const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as PoolAttributes;
  return backend_util.computePool2DInfo(input.shape as Shape4, filterSize, strides, 1, pad, dimRoundingMode);
}

function run(
  heap: WasmHeap,
  job: 'maxPoolGradient' | 'avgPoolGradient',
  dy: TensorInfo,
  input: TensorInfo,
  info: backend_util.Conv2DInfo,
): TensorInfo {
  const dx = makeFloats(heap, input.shape);
  const { images, height, width, channels, rows, columns, ...window } = geometryOf(info);
  const { tapRows, tapColumns, strideY, strideX, top, left } = window;
  const fields = {
    dy: offsetOf(heap, dy),
    x: job === 'maxPoolGradient' ? offsetOf(heap, input) : 0,
    dx: offsetOf(heap, dx),
    ...{ height, width, channels, tapRows, tapColumns, strideY, strideX, top, left, rows, columns },
  };
  heap.jobs.run(job, fields, images);
  return dx;
}

/** Kernel `MaxPoolGrad`: inputs dy [N, rows, columns, C] and input [N, H, W, C]; as `input`. */
export function maxPoolGrad(heap: WasmHeap, inputs: NamedTensorInfoMap, attrs: NamedAttrMap): TensorInfo {
  const input = requireInput(inputs, 'input');
  return run(heap, 'maxPoolGradient', requireInput(inputs, 'dy'), input, resolvePool(input, attrs));
}

/** Kernel `AvgPoolGrad`, as {@link maxPoolGrad}; undefined where windows reach over the border. */
export function avgPoolGrad(
  heap: WasmHeap,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
): TensorInfo | undefined {
  const input = requireInput(inputs, 'input');
  const info = resolvePool(input, attrs);
  const { top, bottom, left, right } = info.padInfo;
  if (top + bottom + left + right > 0) return undefined;
  return run(heap, 'avgPoolGradient', requireInput(inputs, 'dy'), input, info);
}
