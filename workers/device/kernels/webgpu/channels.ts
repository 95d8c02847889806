/** How work per channel over many pixels is cut into threads. */
import type { TensorInfo } from '../../tf';
import { pixelsAndChannels } from '../inputs';
import { elementOf, isWide } from './convolutionTile';
import type { Gpu } from './gpu';

/** Threads that keep a device busy, and threads of a workgroup that join their sums through its memory. */
const SPREAD = {
  software: { threads: 64, joining: 1 },
  hardware: { threads: 16384, joining: 64 },
} as const;
/** More shares than this cost more in joining than they save. */
const MOST_SHARES = 1024;

/** A tensor [..., C] as columns of one channel, or of four where C allows it. */
export interface Columns {
  readonly pixels: number;
  readonly channels: number;
  /** Type of what one thread reads at once: `f32` or `vec4f`. */
  readonly element: string;
  readonly columns: number;
  /** Parts into which the pixels are divided; share i takes pixels i, i + shares, ... */
  readonly shares: number;
  /** Threads that join the shares of a column. */
  readonly joining: 1 | 64;
}

export function columnsOf(gpu: Gpu, tensor: TensorInfo): Columns {
  const { pixels, channels } = pixelsAndChannels(tensor);
  const columns = isWide(channels) ? channels / 4 : channels;
  const { threads, joining } = gpu.software ? SPREAD.software : SPREAD.hardware;
  const shares = Math.max(1, Math.min(pixels, MOST_SHARES, Math.ceil(threads / columns)));
  return { pixels, channels, element: elementOf(isWide(channels)), columns, shares, joining };
}

/** Sizes that every shader over columns has. */
export const COLUMN_SIZES = ['pixels', 'columns', 'shares'] as const;

/** The head of a shader in which thread `id` goes through its share of a column's pixels. */
export function eachPixelOfShare(body: {
  readonly before: string;
  readonly loop: string;
  readonly after: string;
}): string {
  return `
if (id < s.columns * s.shares) {
  let column = id % s.columns;
  let share = id / s.columns;
  ${body.before}
  for (var pixel = share; pixel < s.pixels; pixel += s.shares) {
    let at = pixel * s.columns + column;
    ${body.loop}
  }
  ${body.after}
}`;
}

/**
 * The text of a shader in which the threads of a workgroup join all shares of one column: each runs `loop` over some of
 * the shares, then `join` takes in the partner's values (`other_...`) of every name, until the first thread has it all.
 */
export function joinShares(
  { element, joining }: Columns,
  names: readonly (readonly [name: string, type: string])[],
  body: { readonly loop: string; readonly join: string; readonly after: string },
): { readonly declarations: string; readonly main: string } {
  const typeOf = (type: string): string => (type === 'element' ? element : type);
  const start = names.map(([name, type]) => `var ${name} = ${typeOf(type)}();`).join('\n');
  const loop = `for (var share = lane; share < s.shares; share += ${joining}) {
  let at = share * s.columns + column;
  ${body.loop}
}`;
  const after = `if ((lane == 0) & (group < s.columns)) {
${body.after}
}`;
  const head = 'let column = min(group, s.columns - 1);';
  if (joining === 1) return { declarations: '', main: [head, start, loop, after].join('\n') };
  const declarations = names
    .map(([name, type]) => `var<workgroup> all_${name}: array<${typeOf(type)}, ${joining}>;`)
    .join('\n');
  const write = names.map(([name]) => `all_${name}[lane] = ${name};`).join(' ');
  const read = names.map(([name]) => `let other_${name} = all_${name}[lane + width];`).join('\n    ');
  const tree = `${write}
for (var width = ${joining / 2}; width > 0; width /= 2) {
  workgroupBarrier();
  if (lane < width) {
    ${read}
    ${body.join}
    ${write}
  }
}`;
  return { declarations, main: [head, start, loop, tree, after].join('\n') };
}
