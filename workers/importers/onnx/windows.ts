/** Kernel size, stride and padding of convolutions and pools. */
import type { Padding } from '../../graph/graph';
import type { OnnxNode } from '../../readers/onnxModel';
import { numbersOf, textOf } from './attributes';
import { unsupported } from './importing';

export interface Window {
  readonly rows: number;
  readonly columns: number;
  /** Down and across. */
  readonly strides: readonly [number, number];
  readonly padding: Padding;
}

/** More padding than this no network has. */
const WIDEST_BORDER = 512;
const LARGEST_WINDOW = 1024;

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}

/** Padding before and after one axis so that ceil(length / stride) values come out. */
function samePadding(
  length: number,
  size: number,
  stride: number,
  isUpper: boolean,
): [before: number, after: number] {
  const total = Math.max(0, (Math.ceil(length / stride) - 1) * stride + size - length);
  const [less, more] = [Math.floor(total / 2), Math.ceil(total / 2)];
  return isUpper ? [less, more] : [more, less];
}

/**
 * The window of a node over a map.
 * @param kernel size where the weights tell it; else the attribute does
 * @throws FaultError `layer-unsupported`
 */
export function windowOf(
  node: OnnxNode,
  [height = 1, width = 1]: readonly number[],
  kernel: readonly number[] | null,
): Window {
  const [rows = 0, columns = 0, ...deeper] = kernel ?? numbersOf(node, 'kernel_shape') ?? [];
  const [down = 1, across = down] = numbersOf(node, 'strides') ?? [];
  const dilations = numbersOf(node, 'dilations') ?? [];
  if (deeper.length > 0 || !isWithin(rows, 1, LARGEST_WINDOW) || !isWithin(columns, 1, LARGEST_WINDOW))
    throw unsupported(node, 'with an unusual window');
  if (dilations.some((each) => each !== 1)) throw unsupported(node, 'with dilation');
  if (!isWithin(down, 1, LARGEST_WINDOW) || !isWithin(across, 1, LARGEST_WINDOW))
    throw unsupported(node, 'with an unusual stride');
  const automatic = textOf(node, 'auto_pad', 'NOTSET');
  const [top = 0, left = 0, bottom = 0, right = 0] =
    automatic === 'NOTSET' ? (numbersOf(node, 'pads') ?? []) : [];
  let padding: Padding = [top, bottom, left, right];
  if (automatic.startsWith('SAME_')) {
    const isUpper = automatic === 'SAME_UPPER';
    padding = [...samePadding(height, rows, down, isUpper), ...samePadding(width, columns, across, isUpper)];
  }
  if (!padding.every((each) => isWithin(each, 0, WIDEST_BORDER)))
    throw unsupported(node, 'with unusual padding');
  return { rows, columns, strides: [down, across], padding };
}

/** The one stride of a window that moves equally far down and across. @throws FaultError `layer-unsupported` */
export function strideOf(node: OnnxNode, { strides: [down, across] }: Window): number {
  if (down !== across) throw unsupported(node, 'with an unusual stride');
  return down;
}
