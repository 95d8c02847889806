/** From bytes to what a network was trained on: (x / 255 - mean) / std per channel. It must travel with the checkpoint. */
import { FaultError } from '../protocol/faults';
import type { NormalisationId } from '../protocol/recipe';

/** One way to normalise; `mean` and `std` have a number per channel and refer to values in 0..1. */
export interface Normalisation {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

const CIFAR_MEAN = [0.4914, 0.4822, 0.4465] as const;

/**
 * The normalisations met in the field, under the names that recipes use; for a checkpoint that does not say, try each and
 * keep the one with the best clean accuracy.
 */
export const NORMALISATIONS = {
  /** RNP and ANP sources. */
  rnp: { mean: CIFAR_MEAN, std: [0.2023, 0.1994, 0.201] },
  /** BackdoorBench, input-aware and WaNet sources. */
  backdoorbench: { mean: CIFAR_MEAN, std: [0.247, 0.243, 0.261] },
  /** CIFAR-100 and Tiny ImageNet in BackdoorBench. */
  cifar100: { mean: [0.5071, 0.4865, 0.4409], std: [0.2673, 0.2564, 0.2762] },
  'tiny-imagenet': { mean: [0.4802, 0.4481, 0.3975], std: [0.2302, 0.2265, 0.2262] },
  /** PyTorch's examples on handwritten digits. */
  mnist: { mean: [0.1307, 0.1307, 0.1307], std: [0.3081, 0.3081, 0.3081] },
  /** NAD and ABL sources: 0..1. */
  unit: { mean: [0, 0, 0], std: [1, 1, 1] },
  /** -1..1. */
  half: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
  /** torchvision's pretrained networks. */
  imagenet: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  /** Bytes as they are: 0..255. */
  raw: { mean: [0, 0, 0], std: [1 / 255, 1 / 255, 1 / 255] },
  /** The built-in shapes and the networks trained on them. */
  shapes: { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] },
} as const satisfies Record<NormalisationId, Normalisation>;

const LEVELS = 256;

/** A normalisation for pictures of so many channels: for grey ones the mean over the three colours. */
export function normalisationOf(id: NormalisationId, channels: number): Normalisation {
  const { mean, std } = NORMALISATIONS[id];
  if (channels === mean.length) return { mean, std };
  const average = (values: readonly number[]): number[] => {
    const sum = values.reduce((total, value) => total + value, 0);
    return new Array<number>(channels).fill(sum / values.length);
  };
  return { mean: average(mean), std: average(std) };
}

/**
 * Normalises bytes whose last dimension is the channel (NHWC); the result has the same order. Each value is computed in double
 * precision and rounded once. `argument-invalid` when mean and std differ in length or a std is not above 0.
 */
export function normalise(pixels: Uint8Array, mean: readonly number[], std: readonly number[]): Float32Array {
  const channels = mean.length;
  if (channels === 0 || std.length !== channels || std.some((value) => !(value > 0))) {
    throw new FaultError('argument-invalid', { name: 'std', value: std.join(' '), channels });
  }
  const table = new Float32Array(channels * LEVELS);
  for (let at = 0; at < table.length; at += 1) {
    const channel = Math.floor(at / LEVELS);
    table[at] = ((at % LEVELS) / 255 - (mean[channel] ?? 0)) / (std[channel] ?? 1);
  }
  const values = new Float32Array(pixels.length);
  for (let at = 0; at < pixels.length; at += 1)
    values[at] = table[(at % channels) * LEVELS + (pixels[at] ?? 0)] ?? 0;
  return values;
}
