/** Finds the fastest variant of each convolution by running it on the card, on tensors of the real sizes. */
import { relativeError } from '../../relativeError';
import { type TensorInfo, util } from '../../tf';
import type { Variant } from './convolutionTile';
import { type Gpu, makeFloats, noteRefusal } from './gpu';
import { StopWatch } from './stopWatch';
import type { OpenChoice } from './variantChoices';
import { VARIED } from './variedKernels';

/** Runs that are timed together: browsers round the time. */
const RUNS = 8;

/** Largest {@link relativeError} between two variants: sums in another order differ by far less. */
const LARGEST_DIFFERENCE = 1e-3;

/** Numbers between -1 and 1; a prime many, so that wrong places hold wrong numbers. */
const NUMBERS = Float32Array.from({ length: 4093 }, (_, at) => Math.sin(at * at));

type Make = (shape: readonly number[]) => TensorInfo;

function makeNumbers(gpu: Gpu, shape: readonly number[]): TensorInfo {
  const values = new Float32Array(util.sizeFromShape([...shape]));
  for (let at = 0; at < values.length; at += NUMBERS.length) {
    values.set(NUMBERS.subarray(0, values.length - at), at);
  }
  return { shape: [...shape], dtype: 'float32', dataId: gpu.backend.write(values, [...shape], 'float32') };
}

function operandsOf({ kernel, geometry }: OpenChoice, make: Make): [TensorInfo, TensorInfo] {
  const { inShape, filterShape, outShape } = geometry;
  switch (kernel) {
    case 'Conv2D':
      return [make(inShape), make(filterShape)];
    case 'Conv2DBackpropInput':
      return [make(outShape), make(filterShape)];
    case 'Conv2DBackpropFilter':
      return [make(inShape), make(outShape)];
    default:
      return kernel satisfies never;
  }
}

/** A convolution on operands of its own, which are freed with {@link dispose}. */
class Trial {
  private readonly operands: readonly [TensorInfo, TensorInfo];

  constructor(
    private readonly gpu: Gpu,
    private readonly choice: OpenChoice,
    make: Make,
  ) {
    this.operands = operandsOf(choice, make);
  }

  /** The caller owns the result. */
  run(variant: Variant): TensorInfo {
    const { kernel, geometry } = this.choice;
    return VARIED[kernel](this.gpu, ...this.operands, geometry, variant);
  }

  repeat(variant: Variant, times: number): void {
    for (let time = 0; time < times; time++) this.gpu.backend.disposeData(this.run(variant).dataId);
  }

  async read(variant: Variant): Promise<Float32Array> {
    const { dataId } = this.run(variant);
    const values = await this.gpu.backend.read(dataId);
    this.gpu.backend.disposeData(dataId);
    // What a float32 kernel writes is read as float32.
    return values as Float32Array;
  }

  dispose(): void {
    for (const { dataId } of this.operands) this.gpu.backend.disposeData(dataId);
  }
}

/** Runs every variant of every open choice once: for planning what has to be compiled. */
export function runCandidates(gpu: Gpu): void {
  for (const choice of gpu.choices.openChoices()) {
    const trial = new Trial(gpu, choice, (shape) => makeFloats(gpu, shape));
    for (const variant of gpu.choices.candidates()) {
      gpu.pipelines.within(choice.kernel, () => trial.repeat(variant, 1));
    }
    trial.dispose();
  }
}

/** Leaves variants out that compute something else than the first, which is the plainest. */
async function leaveOutWrong(gpu: Gpu, { kernel }: OpenChoice, trial: Trial): Promise<void> {
  const [first = 'plain', ...others] = gpu.choices.candidates();
  const expected = await trial.read(first);
  for (const variant of others) {
    if (relativeError(await trial.read(variant), expected) <= LARGEST_DIFFERENCE) continue;
    gpu.choices.leaveOut(variant);
    noteRefusal(gpu, kernel, variant, 'its results are wrong');
  }
}

async function fastestOf(gpu: Gpu, trial: Trial, watch: StopWatch): Promise<Variant> {
  let best: { readonly variant: Variant; readonly ms: number } | null = null;
  for (const variant of gpu.choices.candidates()) {
    const ms = await watch.time(() => trial.repeat(variant, RUNS));
    if (best === null || ms < best.ms) best = { variant, ms };
  }
  return best?.variant ?? 'plain';
}

/** The fastest variant whose results are right. */
async function decide(gpu: Gpu, choice: OpenChoice, watch: StopWatch): Promise<void> {
  const trial = new Trial(gpu, choice, (shape) => makeNumbers(gpu, shape));
  try {
    // These runs pay for what is made once, too.
    await leaveOutWrong(gpu, choice, trial);
    gpu.choices.decide(choice, await fastestOf(gpu, trial, watch));
  } finally {
    trial.dispose();
  }
}

/** Measures the candidates of every open choice and decides it. Their programs should be compiled by now. */
export async function tune(gpu: Gpu, onDone: () => void): Promise<void> {
  const watch = new StopWatch(gpu.backend);
  try {
    for (const choice of gpu.choices.openChoices()) {
      await decide(gpu, choice, watch);
      onDone();
    }
  } finally {
    watch.dispose();
  }
}
