/** Which variant of a convolution runs for which sizes. */
import type { ConvolutionGeometry } from '../convolutionGeometry';
import { availableVariants, type Variant, VARIANTS } from './convolutionTile';

/** The kernels that come in variants. */
export const VARIED_KERNELS = ['Conv2D', 'Conv2DBackpropInput', 'Conv2DBackpropFilter'] as const;
export type VariedKernel = (typeof VARIED_KERNELS)[number];

/** What was found fastest, by kernel and sizes: plain JSON, so that it can be kept. */
export type StoredChoices = Readonly<Record<string, Variant>>;

/** A convolution that was asked for and whose fastest variant nobody knows yet. */
export interface OpenChoice {
  readonly kernel: VariedKernel;
  readonly geometry: ConvolutionGeometry;
}

/** From here on blocks in a workgroup's memory pay on most graphics cards, until it is measured. */
const MANY_CHANNELS = 64;

function keyOf({ kernel, geometry }: OpenChoice): string {
  const { inShape, filterShape, outShape, strideY, strideX, top, left } = geometry;
  return `${kernel} ${[inShape, filterShape, outShape, [strideY, strideX, top, left]].map((part) => part.join('x')).join(' ')}`;
}

export class VariantChoices {
  private readonly chosen = new Map<string, Variant>();
  private readonly open = new Map<string, OpenChoice>();
  private variants: readonly Variant[];
  /** Told of everything that was decided, when a measurement is over. */
  onDecided: (stored: StoredChoices) => void = () => undefined;

  /** On an emulated card (`software`) nothing is measured. */
  constructor(
    device: GPUDevice,
    private readonly software: boolean,
  ) {
    this.variants = availableVariants(device);
  }

  /** The measured variant, or the likely one; what was not measured is remembered as open. */
  choose(kernel: VariedKernel, geometry: ConvolutionGeometry): Variant {
    const key = keyOf({ kernel, geometry });
    const known = this.chosen.get(key);
    if (known !== undefined && this.variants.includes(known)) return known;
    if (this.candidates().length > 1) this.open.set(key, { kernel, geometry });
    return this.guess(geometry);
  }

  /** Variants worth measuring; one or none where there is nothing to choose. */
  candidates(): readonly Variant[] {
    return this.software ? [this.variants.includes('quad') ? 'quad' : 'plain'] : this.variants;
  }

  /** What {@link choose} was asked for and could only guess. */
  openChoices(): readonly OpenChoice[] {
    return [...this.open.values()];
  }

  /** Leaves open choices unmeasured until they are asked for again. */
  forgetOpen(): void {
    this.open.clear();
  }

  decide(choice: OpenChoice, variant: Variant): void {
    const key = keyOf(choice);
    this.chosen.set(key, variant);
    this.open.delete(key);
  }

  /** Leaves a variant out from now on, because a shader of it was refused. Answers whether another one is left. */
  leaveOut(variant: Variant): boolean {
    this.variants = this.variants.filter((each) => each !== variant);
    return this.variants.length > 0;
  }

  /** Uses one variant only, wherever it is possible at all. */
  force(variant: Variant): void {
    this.variants = [variant];
  }

  stored(): StoredChoices {
    return Object.fromEntries(this.chosen);
  }

  /** Takes over what {@link stored} gave, on this machine before; entries of unknown form are passed over. */
  restore(stored: Readonly<Record<string, unknown>>): void {
    for (const [key, value] of Object.entries(stored)) {
      const variant = VARIANTS.find((each) => each === value);
      if (variant !== undefined) this.chosen.set(key, variant);
    }
  }

  private guess({ channels, outputs }: ConvolutionGeometry): Variant {
    const isLarge = Math.min(channels, outputs) >= MANY_CHANNELS;
    const preferred: Variant[] =
      isLarge && !this.software ? ['shared', 'quad', 'plain'] : ['quad', 'plain', 'shared'];
    return preferred.find((variant) => this.variants.includes(variant)) ?? 'plain';
  }
}
