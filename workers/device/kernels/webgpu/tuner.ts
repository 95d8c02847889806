/** Finds the fastest variant of each convolution by running it on the card, on tensors of the real sizes. */
import type { TensorInfo } from '../../tf';
import type { Variant } from './convolutionTile';
import { type Gpu, makeFloats } from './gpu';
import { StopWatch } from './stopWatch';
import type { OpenChoice } from './variantChoices';
import { VARIED } from './variedKernels';

/** Runs that are timed together: browsers round the time. */
const RUNS = 8;

function operandsOf(gpu: Gpu, { kernel, geometry }: OpenChoice): [TensorInfo, TensorInfo] {
  const { inShape, filterShape, outShape } = geometry;
  switch (kernel) {
    case 'Conv2D':
      return [makeFloats(gpu, inShape), makeFloats(gpu, filterShape)];
    case 'Conv2DBackpropInput':
      return [makeFloats(gpu, outShape), makeFloats(gpu, filterShape)];
    case 'Conv2DBackpropFilter':
      return [makeFloats(gpu, inShape), makeFloats(gpu, outShape)];
    default:
      return kernel satisfies never;
  }
}

/** Hands work two tensors of a convolution's sizes, contents undefined. */
function withOperands<T>(gpu: Gpu, choice: OpenChoice, work: (a: TensorInfo, b: TensorInfo) => T): T {
  const operands = operandsOf(gpu, choice);
  try {
    return work(...operands);
  } finally {
    for (const { dataId } of operands) gpu.backend.disposeData(dataId);
  }
}

function run(gpu: Gpu, choice: OpenChoice, variant: Variant, times: number): void {
  withOperands(gpu, choice, (a, b) => {
    for (let time = 0; time < times; time++) {
      const result = VARIED[choice.kernel](gpu, a, b, choice.geometry, variant);
      gpu.backend.disposeData(result.dataId);
    }
  });
}

/** Runs every variant of every open choice once: for planning what has to be compiled. */
export function runCandidates(gpu: Gpu): void {
  for (const choice of gpu.choices.openChoices()) {
    for (const variant of gpu.choices.candidates()) {
      gpu.pipelines.within(choice.kernel, () => run(gpu, choice, variant, 1));
    }
  }
}

async function fastestOf(gpu: Gpu, choice: OpenChoice, watch: StopWatch): Promise<Variant> {
  let best: { readonly variant: Variant; readonly ms: number } | null = null;
  for (const variant of gpu.choices.candidates()) {
    // The first run pays for what is made once.
    await watch.time(() => run(gpu, choice, variant, 1));
    const ms = await watch.time(() => run(gpu, choice, variant, RUNS));
    if (best === null || ms < best.ms) best = { variant, ms };
  }
  return best?.variant ?? 'plain';
}

/** Measures the candidates of every open choice and decides it. Their programs should be compiled by now. */
export async function tune(gpu: Gpu, onDone: () => void): Promise<void> {
  const watch = new StopWatch(gpu.backend);
  try {
    for (const choice of gpu.choices.openChoices()) {
      gpu.choices.decide(choice, await fastestOf(gpu, choice, watch));
      onDone();
    }
  } finally {
    watch.dispose();
  }
}
