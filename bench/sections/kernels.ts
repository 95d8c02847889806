/** Each kernel alone, in GFLOP/s beside the register peak or in GB/s; then all convolutions of a training step together. */
import { startWasm } from '../device';
import { convolutionOperations, CONVOLUTIONS, type ConvolutionKernel, isConvolution } from '../kernelMeter';
import { cpuClock, median } from '../measure';
import { type MeteredStep, MeteredTraining } from '../meteredTraining';
import { W16_B32 } from '../networks';
import { type Arithmetic, createPeakMeter } from '../registerPeak';
import type { Lab, SectionResult } from '../section';
import { columns, digits } from '../table';
import { engine, type NamedAttrMap, ones, type Tensor } from '../../workers/device/tf';
import { hasRelaxedSimd } from '../../workers/device/kernels/wasm/kernelBuild';

interface Shape {
  readonly title: string;
  readonly images: number;
  readonly size: number;
  readonly channels: number;
  readonly outputs: number;
  readonly taps: number;
  readonly stride: number;
}

const square = (size: number, channels: number, images = 32): Shape => ({
  title: `3x3, ${String(channels)} channels, ${String(size)}x${String(size)}, batch ${String(images)}`,
  images,
  size,
  channels,
  outputs: channels,
  taps: 3,
  stride: 1,
});
const SHAPES: readonly Shape[] = [
  square(32, 16),
  square(16, 32),
  square(8, 64),
  square(4, 128),
  square(32, 64, 8),
  { ...square(32, 16), title: '3x3 stride 2, 16 to 32 channels, 32x32, batch 32', outputs: 32, stride: 2 },
  {
    ...square(32, 16),
    title: '1x1 stride 2, 16 to 32 channels, 32x32, batch 32',
    outputs: 32,
    stride: 2,
    taps: 1,
  },
];

/** One sample runs a kernel for about this long, so that timers are fine enough. */
const SAMPLE_MS = 30;
const FLOAT_BYTES = 4;

function runOnce(name: string, inputs: Record<string, Tensor>, attrs: NamedAttrMap): void {
  const outputs = engine().runKernel<Tensor | Tensor[]>(name, inputs, attrs);
  for (const each of Array.isArray(outputs) ? outputs : [outputs]) each.dispose();
}

/** Least processor time of one run, in milliseconds. */
function bestMs(run: () => void, rounds: number): number {
  run();
  const first = cpuClock();
  run();
  const times = Math.max(1, Math.ceil(SAMPLE_MS / Math.max(0.001, cpuClock() - first)));
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const start = cpuClock();
    for (let time = 0; time < times; time++) run();
    best = Math.min(best, (cpuClock() - start) / times);
  }
  return best;
}

type Row = { readonly title: string; readonly speeds: Readonly<Record<ConvolutionKernel, number>> };

/** Effective GFLOP/s of the three kernels of one convolution. */
function measureConvolution(shape: Shape, rounds: number): Row {
  const { images, size, channels, outputs, taps, stride } = shape;
  const before = (taps - 1) >> 1;
  const pad = [
    [0, 0],
    [before, before],
    [before, before],
    [0, 0],
  ] as never;
  const inputShape = [images, size, size, channels];
  const filterShape = [taps, taps, channels, outputs];
  const outShape = [images, size / stride, size / stride, outputs];
  const [x, filter, dy] = [ones(inputShape), ones(filterShape), ones(outShape)];
  const attrs = {
    strides: [stride, stride],
    pad,
    dataFormat: 'NHWC',
    dilations: [1, 1],
    inputShape,
    filterShape,
  };
  const operations = convolutionOperations(outShape, filterShape);
  const speed = (name: ConvolutionKernel, inputs: Record<string, Tensor>): number =>
    operations / bestMs(() => runOnce(name, inputs, attrs), rounds) / 1e6;
  try {
    return {
      title: shape.title,
      speeds: {
        Conv2D: speed('Conv2D', { x, filter }),
        Conv2DBackpropInput: speed('Conv2DBackpropInput', { dy, filter }),
        Conv2DBackpropFilter: speed('Conv2DBackpropFilter', { x, dy }),
      },
    };
  } finally {
    for (const each of [x, filter, dy]) each.dispose();
  }
}

/** GB/s of batch norm with ReLU: every large tensor counts once, however often it is read. */
function measureBatchNorm(rounds: number): { readonly forward: number; readonly gradient: number } {
  const shape = [32, 32, 32, 16];
  const [x, vector] = [ones(shape), ones([16])];
  const bytes = x.size * FLOAT_BYTES;
  const forwardInputs = { x, gamma: vector, beta: vector };
  const gradientInputs = { dy: x, x, y: x, gamma: vector, mean: vector, inverseStd: vector };
  const forwardMs = bestMs(
    () => runOnce('RnpBatchNormTrain', forwardInputs, { epsilon: 1e-5, relu: true }),
    rounds,
  );
  const gradientMs = bestMs(
    () => runOnce('RnpBatchNormTrainGrad', gradientInputs, { relu: true, residual: false }),
    rounds,
  );
  x.dispose();
  vector.dispose();
  // Forward: x, y. Gradient: dy, x, y, dx.
  return { forward: (2 * bytes) / forwardMs / 1e6, gradient: (4 * bytes) / gradientMs / 1e6 };
}

/** Effective GFLOP/s of the kernels that `wanted` names, in one step. */
function speedIn({ kernels }: MeteredStep, wanted: (name: string) => boolean): number {
  const own = kernels.filter(({ name }) => wanted(name));
  const elapsedMs = own.reduce((sum, kernel) => sum + kernel.elapsedMs, 0);
  return own.reduce((sum, kernel) => sum + kernel.operations, 0) / elapsedMs / 1e6;
}

interface InStep {
  /** Speed of all convolutions over the register peak that was measured right after them: the median of all rounds. */
  readonly share: number;
  /** That peak. */
  readonly peak: number;
  readonly speeds: Row['speeds'];
}

/** All convolutions of a training step, with the peak in turns. */
async function measureInStep(peak: () => number, rounds: number): Promise<InStep> {
  const metered = await MeteredTraining.create(W16_B32, cpuClock);
  const turns: { readonly step: MeteredStep; readonly peak: number }[] = [];
  for (let round = 0; round < rounds; round++) turns.push({ step: await metered.step(), peak: peak() });
  metered.dispose();
  const speedOf = (wanted: ConvolutionKernel): number =>
    median(turns.map(({ step }) => speedIn(step, (name) => name === wanted)));
  return {
    peak: median(turns.map((turn) => turn.peak)),
    share: median(turns.map((turn) => speedIn(turn.step, isConvolution) / turn.peak)),
    speeds: {
      Conv2D: speedOf('Conv2D'),
      Conv2DBackpropInput: speedOf('Conv2DBackpropInput'),
      Conv2DBackpropFilter: speedOf('Conv2DBackpropFilter'),
    },
  };
}

/** Measures on one thread, in this process. */
export async function kernelsSection(lab: Lab): Promise<SectionResult> {
  await startWasm(1);
  lab.tell('kernels: register peak');
  const meters = { plain: await createPeakMeter('plain'), relaxed: await createPeakMeter('relaxed') };
  const best = (meter: () => number): number => Math.max(...Array.from({ length: lab.rounds }, meter));
  const peaks = { plain: best(meters.plain), relaxed: best(meters.relaxed) };
  const rows: Row[] = [];
  for (const shape of SHAPES) {
    lab.tell(`kernels: ${shape.title}`);
    rows.push(measureConvolution(shape, lab.rounds));
  }
  const batchNorm = measureBatchNorm(lab.rounds);
  lab.tell('kernels: all of a step');
  const build: Arithmetic = hasRelaxedSimd() ? 'relaxed' : 'plain';
  const inStep = await measureInStep(meters[build], lab.rounds);
  rows.push({ title: 'all of a step, ResNet-18 W16 B32', speeds: inStep.speeds });
  return {
    figures: [{ id: 'kernels/peak', value: inStep.share }],
    details: [
      `register peak: ${digits(peaks.plain)} GFLOP/s plain, ${digits(peaks.relaxed)} relaxed; this engine runs the ${build} kernels`,
      ...columns([
        ['effective GFLOP/s', ...Object.values(CONVOLUTIONS)],
        ...rows.map(({ title, speeds }) => [title, ...Object.values(speeds).map(digits)]),
      ]),
      `register peak measured after each of these steps: ${digits(inStep.peak)}; medians of ${String(lab.rounds)} rounds, by processor time`,
      'effective: counted as a direct convolution; a Winograd convolution needs fewer operations and may exceed the peak',
      `batch norm with ReLU, [32, 32, 32, 16]: ${digits(batchNorm.forward)} GB/s forward, ${digits(batchNorm.gradient)} GB/s gradient`,
    ],
    data: { peaks, build, rows, batchNorm, inStep },
  };
}
