/** What the two kinds of correlation shaders have in common: their constants, numbers, buffers, loads and stores. */
import { elementOf, FOUR, range } from './convolutionTile';
import { declareRectify, type Shader } from './program';

/** Constants of the text. */
export interface CorrelateText {
  /** The axis of w that is contiguous: outputs as the filter lies, or channels when the filter is turned round. */
  readonly contiguous: 'outputs' | 'channels';
  /** Whether x, w and y are read and written four numbers at a time. */
  readonly wideX: boolean;
  readonly wideW: boolean;
  readonly wideY: boolean;
  readonly affine?: { readonly relu: boolean; readonly residual: boolean };
}

const CORRELATE_SIZES = [
  ...(['images', 'height', 'width', 'channels', 'outputs'] as const),
  ...(['tapRows', 'strideY', 'firstY', 'firstX', 'rows', 'columns'] as const),
  ...(['yHeight', 'yWidth', 'yFirstY', 'yFirstX', 'yStepY', 'yStepX'] as const),
  ...(['filterColumns', 'tapFirstY', 'tapFirstX', 'tapStepY', 'tapStepX'] as const),
] as const;
export type CorrelateSize = (typeof CORRELATE_SIZES)[number];

/** x at a pixel that may lie outside, where it is 0; channels c to c + 3. */
function declareLoadX(wide: boolean): string {
  const narrow = range(4)
    .map((i) => `select(0.0, x[at + min(c + ${i}, s.channels - 1)], inside & (c + ${i} < s.channels))`)
    .join(', ');
  return `fn loadX(row: i32, column: i32, rowIsInside: bool, c: i32) -> vec4f {
  let inside = rowIsInside & (column >= 0) & (column < s.width);
  let at = (row + select(0, column, inside)) * s.channels;
  return ${wide ? 'select(vec4f(), x[(at + c) >> 2], inside)' : `vec4f(${narrow})`};
}`;
}

function declareLoadW(wide: boolean): string {
  const narrow = range(4).map((i) => `w[at + ${i}]`);
  return `fn loadW(at: i32) -> vec4f { return ${wide ? 'w[at >> 2]' : `vec4f(${narrow.join(', ')})`}; }`;
}

/** Where the vectors of w lie: the first of a tap, the step to the next of the four, the step to the next vector. */
export function weightSteps(
  contiguous: CorrelateText['contiguous'],
): Record<'tap' | 'lane' | 'vector', string> {
  return contiguous === 'outputs'
    ? { tap: '(tap * s.channels + c) * s.outputs + o', lane: 's.outputs', vector: '4' }
    : { tap: '(tap * s.outputs + o) * s.channels + c', lane: 's.channels', vector: '4 * s.channels' };
}

/** Buffers, numbers and functions: x, w and, with `affine`, scale, shift (, residual); output y. */
export function correlateFrame(
  text: CorrelateText,
): Pick<Shader<CorrelateSize, never>, 'reads' | 'writes' | 'sizes'> & { readonly declarations: string } {
  const { wideX, wideW, wideY, affine } = text;
  const tile = elementOf(wideY);
  return {
    reads: [
      `x: ${elementOf(wideX)}`,
      `w: ${elementOf(wideW)}`,
      ...(affine === undefined ? [] : [`scale: ${tile}`, `shift: ${tile}`]),
      ...(affine?.residual === true ? [`residual: ${tile}`] : []),
    ],
    writes: [`y: ${tile}`],
    sizes: CORRELATE_SIZES,
    declarations: `${affine?.relu === true ? declareRectify(tile) : ''}
${declareLoadX(wideX)}
${declareLoadW(wideW)}
fn tapAt(tapY: i32, kx: i32, c: i32, o: i32) -> i32 {
  let tap = tapY + s.tapFirstX + kx * s.tapStepX;
  return ${weightSteps(text.contiguous).tap};
}`,
  };
}

/** Stores the vectors `name(0)`, `name(1)`, ... of one pixel (image, row, column) from output o on, where it is inside. */
export function storePixel(
  { wideY, affine }: CorrelateText,
  vectors: number,
  place: { readonly row: string; readonly column: string; readonly condition: string },
  name: (vector: number) => string,
): string {
  const finished = (channel: string, index: string, value: string): string => {
    if (affine === undefined) return value;
    const sum = `${value} * scale[${channel}] + shift[${channel}]${affine.residual ? ` + residual[${index}]` : ''}`;
    return affine.relu ? `rectify(${sum})` : sum;
  };
  const assign = (first: number, channel: string, index: string, value: string): string =>
    `if (o + ${first} < s.outputs) { y[${index}] = ${finished(channel, index, value)}; }`;
  const stores = range(vectors).flatMap((j) =>
    wideY
      ? [assign(4 * j, `(o >> 2) + ${j}`, `(at >> 2) + ${j}`, name(j))]
      : FOUR.map((q) => {
          const first = 4 * j + q;
          return assign(first, `o + ${first}`, `at + ${first}`, `${name(j)}.${'xyzw'.charAt(q)}`);
        }),
  );
  return `if (${place.condition}) {
let at = ((image * s.yHeight + (${place.row}) * s.yStepY + s.yFirstY) * s.yWidth
  + (${place.column}) * s.yStepX + s.yFirstX) * s.outputs + o;
${stores.join('\n')}
}`;
}

/** The constants in words. */
export function nameOfText({ contiguous, wideX, wideW, wideY, affine }: CorrelateText): string {
  const widths = [wideX, wideW, wideY].map(elementOf).join(' ');
  const end =
    affine === undefined ? '' : ` affine${affine.relu ? ' relu' : ''}${affine.residual ? ' residual' : ''}`;
  return `${contiguous} ${widths}${end}`;
}
