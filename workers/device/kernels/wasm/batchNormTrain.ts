import { pixelsAndChannels, requireInput } from '../inputs';
import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '../../tf';
import { FLOAT_BYTES, makeFloats, offsetOf, type WasmHeap } from './heap';
import { chunkPixels } from './pixelChunks';

/**
 * Kernel `RnpBatchNormTrain`: y = relu?(gamma (x - mean) inverseStd + beta (+ residual)) with the statistics of the batch.
 * Inputs x [..., C], gamma [C], beta [C], optional residual [..., C]; attributes epsilon, relu.
 * Outputs [y [..., C], mean [C], variance [C] (biased), inverseStd [C]].
 */
export function batchNormTrain(
  heap: WasmHeap,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
): TensorInfo[] {
  const { jobs, kernels } = heap;
  const input = requireInput(inputs, 'x');
  const { pixels, channels } = pixelsAndChannels(input);
  const y = makeFloats(heap, input.shape);
  const [mean, variance, inverseStd] = [0, 1, 2].map(() => makeFloats(heap, [channels])) as [
    TensorInfo,
    TensorInfo,
    TensorInfo,
  ];
  const { chunks, ...size } = chunkPixels(pixels, channels);
  const bytes = channels * FLOAT_BYTES;
  const [shift = 0, scale = 0, sums = 0, scratch = 0] = heap.scratch.take(
    bytes,
    bytes,
    2 * bytes * chunks,
    2 * bytes * heap.threads,
  );
  const x = offsetOf(heap, input);
  const meanAt = offsetOf(heap, mean);
  kernels.sampleShift(x, pixels, channels, shift);
  const momentsAt = jobs.write('MomentsJob', { x, pixels, channels, ...size, shift, sums, scratch });
  jobs.runAt('sumMoments', momentsAt, chunks);
  kernels.finishMoments(
    momentsAt,
    chunks,
    Number(attrs.epsilon),
    offsetOf(heap, requireInput(inputs, 'gamma')),
    meanAt,
    offsetOf(heap, variance),
    offsetOf(heap, inverseStd),
    scale,
  );
  const normalised = {
    ...{ x, mean: meanAt, scale, pixels, channels, ...size },
    residual: inputs.residual === undefined ? 0 : offsetOf(heap, inputs.residual),
    shift: offsetOf(heap, requireInput(inputs, 'beta')),
    y: offsetOf(heap, y),
    relu: attrs.relu === true ? 1 : 0,
  };
  jobs.run('normalise', normalised, chunks);
  return [y, mean, variance, inverseStd];
}
