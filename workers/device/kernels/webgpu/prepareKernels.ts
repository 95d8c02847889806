/** Compiles the shaders of a computation before it runs, and finds the fastest ones. */
import { env } from '../../tf';
import { type Gpu, noteRefusal } from './gpu';
import type { RefusedProgram } from './pipelines';
import { giveUpKernel } from './register';
import { currentGpu } from './registeredGpu';
import { runCandidates, tune } from './tuner';

export interface PreparationListener {
  /** Of everything that has to be compiled or measured; `total` may still grow. */
  progress(done: number, total: number): void;
  /** A shader of ours did not compile: a plainer one, or tfjs's, runs in its place. Left out, it is told the next time. */
  refused?(kernel: string, message: string): void;
}

export interface Preparation {
  /** Whether variants are measured where that was not done yet, on tensors of the sizes that the work has. */
  readonly measure: boolean;
  readonly on: PreparationListener | null;
}

/** While this flag is set tfjs compiles its shaders, without waiting for them, and runs none. */
const COMPILE_ONLY = 'WEBGPU_ENGINE_COMPILE_ONLY';

class Progress {
  private done = 0;
  private total = 0;

  constructor(private readonly on: PreparationListener | null) {}

  add(count: number): void {
    this.total += count;
  }

  readonly step = (): void => {
    this.done++;
    this.on?.progress(this.done, this.total);
  };
}

/** Waits for what tfjs has begun to compile. A shader it cannot compile is tried again, and told of, when it runs. */
async function awaitStock({ backend }: Gpu, onDone: () => void): Promise<void> {
  const cache = backend.pipelineCache;
  const settle = async (key: string, pending: Promise<GPUComputePipeline>): Promise<void> => {
    try {
      cache[key] = await pending;
    } catch {
      Reflect.deleteProperty(cache, key);
    }
    onDone();
  };
  await Promise.all(
    Object.entries(cache).flatMap(([key, value]) => (value instanceof Promise ? [settle(key, value)] : [])),
  );
}

function countPending({ backend }: Gpu): number {
  return Object.values(backend.pipelineCache).filter((value) => value instanceof Promise).length;
}

/** One round: what `work` needs is compiled; answers with what was refused. */
async function compileOnce(gpu: Gpu, work: () => void, progress: Progress): Promise<RefusedProgram[]> {
  env().set(COMPILE_ONLY, true);
  let planned;
  try {
    planned = gpu.pipelines.plan(work);
  } finally {
    env().set(COMPILE_ONLY, false);
  }
  progress.add(planned.size + countPending(gpu));
  const [refused] = await Promise.all([
    gpu.pipelines.prepare(planned, progress.step),
    awaitStock(gpu, progress.step),
  ]);
  return refused;
}

/** Leaves out the variant of a refused program, or its kernel where no other variant is left. */
function fallBack(gpu: Gpu, refused: readonly RefusedProgram[]): void {
  for (const { program, kernel, message } of refused) {
    const isLeft = program.variant !== undefined && gpu.choices.leaveOut(program.variant);
    if (!isLeft) giveUpKernel(kernel);
    noteRefusal(gpu, kernel, program.variant, message);
  }
}

/** Compiles until nothing is refused. Ends, for every round leaves fewer kernels. */
async function compile(gpu: Gpu, work: () => void, progress: Progress): Promise<void> {
  for (;;) {
    const refused = await compileOnce(gpu, work, progress);
    if (refused.length === 0) return;
    // What runs instead has to be compiled as well.
    fallBack(gpu, refused);
  }
}

/**
 * Compiles all that `work` needs on the current graphics card and, where that is wanted and the card is real, measures the
 * variants of its convolutions. `work` is run without computing anything; it must not read results. What the listener
 * throws ends it. Does nothing on other backends.
 */
export async function prepareKernels(work: () => void, { measure, on }: Preparation): Promise<void> {
  const gpu = currentGpu();
  if (gpu === null) return;
  const progress = new Progress(on);
  const workAndCandidates = (): void => {
    work();
    if (measure) runCandidates(gpu);
    else gpu.choices.forgetOpen();
  };
  await compile(gpu, workAndCandidates, progress);
  const open = gpu.choices.openChoices().length;
  if (open > 0) {
    progress.add(open);
    await tune(gpu, progress.step);
    gpu.choices.onDecided(gpu.choices.stored());
    // Another variant may have won than was compiled for what follows the convolutions.
    await compile(gpu, workAndCandidates, progress);
  }
  if (on?.refused === undefined) return;
  for (const [what, message] of gpu.untold) on.refused(what, message);
  gpu.untold.clear();
}
