/**
 * What a run computes, as a list of passes through the network, read off the kernels that it runs: so that PyTorch can be
 * given the same work. A pass that starts behind a kept activation has fewer convolutions than the network.
 */
import type { KernelRun } from './kernelMeter';

/** By what the gradient was taken, if it was. */
export const GRADIENTS = ['weights', 'masks', 'input'] as const;
type GradientBy = (typeof GRADIENTS)[number];

/** Equal passes that followed each other. */
export interface Pass {
  readonly images: number;
  /** How many of the network's last convolutions it went through. */
  readonly convolutions: number;
  /** Batch norm with the statistics of the batch. */
  readonly train: boolean;
  readonly by: GradientBy | 'nothing';
  readonly times: number;
}

interface OpenPass {
  images: number;
  convolutions: number;
  train: boolean;
  inputGradients: number;
  filterGradients: number;
  /** The dense layer has run: the next convolution begins another pass. */
  isForwardDone: boolean;
}

const FORWARD = ['Conv2D', 'RnpConv2DAffine'];
const DENSE = ['BatchMatMul', '_FusedMatMul'];

function gradientOf({ convolutions, inputGradients, filterGradients }: OpenPass): Pass['by'] {
  if (filterGradients > 0) return 'weights';
  if (inputGradients === 0) return 'nothing';
  // The pixels lie before the first convolution, every mask behind it.
  return inputGradients === convolutions ? 'input' : 'masks';
}

export class PassLog {
  private readonly passes: Pass[] = [];
  private open: OpenPass | null = null;

  /** Takes in a kernel that has run. */
  hear({ name, inputs }: Pick<KernelRun, 'name' | 'inputs'>): void {
    if (FORWARD.includes(name)) {
      if (this.open?.isForwardDone === true) this.close();
      this.open ??= emptyPass(inputs.x?.shape[0] ?? 0);
      this.open.convolutions++;
    }
    if (this.open === null) return;
    if (DENSE.includes(name)) this.open.isForwardDone = true;
    if (name === 'RnpBatchNormTrain') this.open.train = true;
    if (name === 'Conv2DBackpropInput') this.open.inputGradients++;
    if (name === 'Conv2DBackpropFilter') this.open.filterGradients++;
  }

  /** All passes so far, in order. Passes without a convolution, which cost next to nothing, are left out. */
  list(): Pass[] {
    this.close();
    return [...this.passes];
  }

  private close(): void {
    const { open } = this;
    this.open = null;
    if (open === null) return;
    const { convolutions, images, train } = open;
    const pass: Pass = { images, convolutions, train, by: gradientOf(open), times: 1 };
    const last = this.passes[this.passes.length - 1];
    if (last !== undefined && isSame(last, pass))
      this.passes[this.passes.length - 1] = { ...last, times: last.times + 1 };
    else this.passes.push(pass);
  }
}

function emptyPass(images: number): OpenPass {
  return {
    images,
    convolutions: 0,
    train: false,
    inputGradients: 0,
    filterGradients: 0,
    isForwardDone: false,
  };
}

function isSame(left: Pass, right: Pass): boolean {
  return (
    left.images === right.images &&
    left.convolutions === right.convolutions &&
    left.train === right.train &&
    left.by === right.by
  );
}

interface Count {
  readonly passes: number;
  readonly images: number;
}

/** Passes and images, forward and by kind of gradient. */
export type PassCounts = Readonly<Record<'forward' | GradientBy, Count>>;

/** Adds a list up. */
export function countPasses(passes: readonly Pass[]): PassCounts {
  const count = (wanted: readonly Pass[]): Count => ({
    passes: wanted.reduce((sum, { times }) => sum + times, 0),
    images: wanted.reduce((sum, { images, times }) => sum + images * times, 0),
  });
  const by = (kind: GradientBy): Count => count(passes.filter((pass) => pass.by === kind));
  return { forward: count(passes), weights: by('weights'), masks: by('masks'), input: by('input') };
}
