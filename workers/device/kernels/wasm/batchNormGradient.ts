import { pixelsAndChannels, requireInput } from '../inputs';
import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '../../tf';
import { FLOAT_BYTES, makeFloats, offsetOf, type WasmHeap } from './heap';
import { chunkPixels } from './pixelChunks';

/** What both gradients share: sums of dy' and dy' (x - mean), then dx from them. `mean` 0 is zero everywhere. */
class Gradient {
  readonly dx: TensorInfo;
  /** sum(dy') and sum(dy' (x - mean)), [C] each. */
  readonly sums: TensorInfo;
  readonly products: TensorInfo;
  /** dy', where it is a tensor of its own; without relu it is dy itself. */
  readonly dresidual: TensorInfo | undefined;
  readonly channels: number;
  private readonly size: { chunkPixels: number; chunks: number };
  private readonly pixels: number;
  private readonly places: { readonly dy: number; readonly y: number; readonly x: number };

  constructor(
    private readonly heap: WasmHeap,
    inputs: NamedTensorInfoMap,
    attrs: NamedAttrMap,
  ) {
    const x = requireInput(inputs, 'x');
    const { pixels, channels } = pixelsAndChannels(x);
    const relu = attrs.relu === true;
    this.pixels = pixels;
    this.channels = channels;
    this.size = chunkPixels(pixels, channels);
    this.dx = makeFloats(heap, x.shape);
    this.products = makeFloats(heap, [channels]);
    this.sums = makeFloats(heap, [channels]);
    this.dresidual = relu && attrs.residual === true ? makeFloats(heap, x.shape) : undefined;
    this.places = {
      dy: offsetOf(heap, requireInput(inputs, 'dy')),
      y: relu ? offsetOf(heap, requireInput(inputs, 'y')) : 0,
      x: offsetOf(heap, x),
    };
  }

  /** Fills sums, products and dresidual. Answers with three scratch vectors [C] that hold until the next kernel. */
  add(mean: number): readonly [number, number, number] {
    const { heap, channels, pixels, places } = this;
    const { chunks, ...size } = this.size;
    const bytes = channels * FLOAT_BYTES;
    const [first = 0, second = 0, third = 0, sums = 0, scratch = 0] = heap.scratch.take(
      ...[bytes, bytes, bytes],
      2 * bytes * chunks,
      2 * bytes * heap.threads,
    );
    const masked = this.dresidual === undefined ? 0 : offsetOf(heap, this.dresidual);
    const fields = { ...places, mean, pixels, channels, ...size, masked, sums, scratch };
    const jobAt = heap.jobs.write('GradientSumsJob', fields);
    heap.jobs.runAt('sumGradients', jobAt, chunks);
    heap.kernels.addGradientSums(jobAt, chunks, offsetOf(heap, this.sums), offsetOf(heap, this.products));
    return [first, second, third];
  }

  /** Fills dx; `prepare` may fill the constants, given the job's offset. */
  apply(
    constants: {
      readonly mean: number;
      readonly scale: number;
      readonly offset: number;
      readonly slope: number;
    },
    prepare?: (jobAt: number) => void,
  ): void {
    const { heap, channels, pixels, places } = this;
    const { chunks, ...size } = this.size;
    // What was masked once need not be masked again.
    const masked = this.dresidual === undefined ? {} : { dy: offsetOf(heap, this.dresidual), y: 0 };
    const dx = offsetOf(heap, this.dx);
    const fields = { ...places, ...masked, ...constants, dx, pixels, channels, ...size };
    const jobAt = heap.jobs.write('GradientJob', fields);
    prepare?.(jobAt);
    heap.jobs.runAt('applyGradient', jobAt, chunks);
  }

  outputs(): TensorInfo[] {
    const { dx, products, sums, dresidual } = this;
    return dresidual === undefined ? [dx, products, sums] : [dx, products, sums, dresidual];
  }
}

/**
 * Kernel `RnpBatchNormTrainGrad`: dx = gamma inverseStd (dy' - mean(dy') - xhat mean(dy' xhat)), dgamma = sum(dy' xhat),
 * dbeta = sum(dy'), dresidual = dy', where dy' = dy masked by y > 0 if relu.
 * Inputs dy, x, y (only with relu), gamma, mean, inverseStd; attributes relu, residual (is dresidual wanted).
 * Outputs [dx, dgamma, dbeta] and, with `residual` and `relu`, dresidual; without relu dresidual is dy itself and left out.
 */
export function batchNormTrainGrad(
  heap: WasmHeap,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
): TensorInfo[] {
  const gradient = new Gradient(heap, inputs, attrs);
  const mean = offsetOf(heap, requireInput(inputs, 'mean'));
  const gammaAt = offsetOf(heap, requireInput(inputs, 'gamma'));
  const inverseStdAt = offsetOf(heap, requireInput(inputs, 'inverseStd'));
  const dgammaAt = offsetOf(heap, gradient.products);
  const dbetaAt = offsetOf(heap, gradient.sums);
  const [scale, offset, slope] = gradient.add(mean);
  gradient.apply({ mean, scale, offset, slope }, (jobAt) =>
    heap.kernels.prepareGradient(jobAt, gammaAt, inverseStdAt, dgammaAt, dbetaAt),
  );
  return gradient.outputs();
}

/**
 * Kernel `RnpBatchNormEvalGrad`: dx = dy' scale, dscale = sum(dy' x), dshift = sum(dy'), dresidual = dy', where
 * dy' = dy masked by y > 0 if relu. Inputs dy, x, y (only with relu), scale; attributes relu, residual.
 * Outputs [dx, dscale, dshift] and, with `residual` and `relu`, dresidual; without relu that is dy itself and left out.
 */
export function batchNormEvalGrad(
  heap: WasmHeap,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
): TensorInfo[] {
  const gradient = new Gradient(heap, inputs, attrs);
  gradient.add(0);
  const scale = offsetOf(heap, requireInput(inputs, 'scale'));
  gradient.apply({ mean: 0, scale, offset: 0, slope: 0 });
  return gradient.outputs();
}
