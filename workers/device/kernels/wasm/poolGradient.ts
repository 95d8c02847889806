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

function geometryOf(input: TensorInfo, attrs: NamedAttrMap): backend_util.Conv2DInfo {
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
  const fields = {
    dy: offsetOf(heap, dy),
    x: job === 'maxPoolGradient' ? offsetOf(heap, input) : 0,
    dx: offsetOf(heap, dx),
    height: info.inHeight,
    width: info.inWidth,
    channels: info.inChannels,
    tapRows: info.filterHeight,
    tapColumns: info.filterWidth,
    strideY: info.strideHeight,
    strideX: info.strideWidth,
    top: info.padInfo.top,
    left: info.padInfo.left,
    rows: info.outHeight,
    columns: info.outWidth,
  };
  heap.jobs.run(job, fields, info.batchSize);
  return dx;
}

/** Kernel `MaxPoolGrad`: inputs dy [N, rows, columns, C] and input [N, H, W, C]; as `input`. */
export function maxPoolGrad(heap: WasmHeap, inputs: NamedTensorInfoMap, attrs: NamedAttrMap): TensorInfo {
  const input = requireInput(inputs, 'input');
  return run(heap, 'maxPoolGradient', requireInput(inputs, 'dy'), input, geometryOf(input, attrs));
}

/** Kernel `AvgPoolGrad`, as {@link maxPoolGrad}; undefined where windows reach over the border. */
export function avgPoolGrad(
  heap: WasmHeap,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
): TensorInfo | undefined {
  const input = requireInput(inputs, 'input');
  const info = geometryOf(input, attrs);
  const { top, bottom, left, right } = info.padInfo;
  if (top + bottom + left + right > 0) return undefined;
  return run(heap, 'avgPoolGradient', requireInput(inputs, 'dy'), input, info);
}
