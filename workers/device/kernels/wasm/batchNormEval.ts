import { pixelsAndChannels, requireInput } from '../inputs';
import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '../../tf';
import { makeFloats, offsetOf, type WasmHeap } from './heap';
import { chunkPixels } from './pixelChunks';

/**
 * Kernel `RnpBatchNormEval`: y = relu?(x * scale + shift (+ residual)).
 * Inputs x [..., C], scale [C], shift [C], optional residual [..., C]; attribute relu. Output y [..., C].
 */
export function batchNormEval(heap: WasmHeap, inputs: NamedTensorInfoMap, attrs: NamedAttrMap): TensorInfo {
  const x = requireInput(inputs, 'x');
  const { pixels, channels } = pixelsAndChannels(x);
  const y = makeFloats(heap, x.shape);
  const { chunks, ...size } = chunkPixels(pixels, channels);
  heap.jobs.run(
    'normalise',
    {
      x: offsetOf(heap, x),
      residual: inputs.residual === undefined ? 0 : offsetOf(heap, inputs.residual),
      mean: 0,
      scale: offsetOf(heap, requireInput(inputs, 'scale')),
      shift: offsetOf(heap, requireInput(inputs, 'shift')),
      y: offsetOf(heap, y),
      ...{ pixels, channels, ...size },
      relu: attrs.relu === true ? 1 : 0,
    },
    chunks,
  );
  return y;
}
