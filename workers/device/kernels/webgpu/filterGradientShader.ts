/**
 * The shader of a filter gradient:
 *
 *   dw[ky, kx, c, o] = sum over n, row, column of  x[n, row * strideY + ky - top, column * strideX + kx - left, c]
 *                                                  * dy[n, row, column, o]
 *
 * A thread computes one ky, all kx, four channels and 4 `vectors` outputs over a share of the rows of all images; the shares are
 * summed afterwards. It takes some pixels at a time, whose vectors of x serve all kx.
 */
import { elementOf, FOUR, quarters, range, vectorsFor } from './convolutionTile';
import { defineProgram, type Program } from './program';

/** Pixels at a time; fewer for wide taps, whose text would take an emulated card seconds to compile. */
const pixelsFor = (tapColumns: number): number => (tapColumns <= 5 ? 4 : 1);

/** Constants of the text. */
export interface FilterGradientShape {
  readonly variant: 'plain' | 'quad';
  /** Vectors of four outputs of a thread. */
  readonly vectors: number;
  readonly tapColumns: number;
  readonly strideX: number;
  readonly wideX: boolean;
  readonly wideY: boolean;
}

export const FILTER_GRADIENT_SIZES = [
  ...(['images', 'height', 'width', 'channels', 'outputs', 'tapRows'] as const),
  ...(['strideY', 'top', 'left', 'rows', 'columns', 'shares'] as const),
] as const;
export type FilterGradientSize = (typeof FILTER_GRADIENT_SIZES)[number];

/** x at a pixel that may lie outside, and dy at a column that may; both are 0 there. */
export function declareLoads({ wideX, wideY }: Pick<FilterGradientShape, 'wideX' | 'wideY'>): string {
  const narrowX = range(4).map(
    (i) => `select(0.0, x[at + min(c + ${i}, s.channels - 1)], inside & (c + ${i} < s.channels))`,
  );
  const narrowY = range(4).map(
    (i) => `select(0.0, dy[at + min(o + ${i}, s.outputs - 1)], inside & (o + ${i} < s.outputs))`,
  );
  return `fn loadX(rowAt: i32, column: i32, rowIsInside: bool, c: i32) -> vec4f {
  let inside = rowIsInside & (column >= 0) & (column < s.width);
  let at = (rowAt + select(0, column, inside)) * s.channels;
  return ${wideX ? 'select(vec4f(), x[(at + c) >> 2], inside)' : `vec4f(${narrowX.join(', ')})`};
}
fn loadY(rowAt: i32, column: i32, o: i32) -> vec4f {
  let inside = (column < s.columns) & (o < s.outputs);
  let at = (rowAt + min(column, s.columns - 1)) * s.outputs;
  return ${wideY ? 'select(vec4f(), dy[(at + o) >> 2], inside)' : `vec4f(${narrowY.join(', ')})`};
}`;
}

function loads({ variant, vectors, tapColumns, strideX }: FilterGradientShape): string {
  const inputs = range((pixelsFor(tapColumns) - 1) * strideX + tapColumns).map(
    (i) => `let x${i} = loadX(xRowAt, column * ${strideX} - s.left + ${i}, rowIsInside, c);`,
  );
  const outputs = range(pixelsFor(tapColumns)).map((p) =>
    variant === 'quad'
      ? `let own${p} = loadY(yRowAt, column + ${p}, o + 4 * (quarter & ${vectors - 1}));`
      : range(vectors)
          .map((j) => `let y${p}_${j} = loadY(yRowAt, column + ${p}, o + ${4 * j});`)
          .join('\n'),
  );
  return [...inputs, ...outputs].join('\n');
}

function sums({ variant, vectors, tapColumns, strideX }: FilterGradientShape): string {
  return range(vectors)
    .map((j) => {
      const passed = range(pixelsFor(tapColumns)).map(
        (p) => `let y${p}_${j} = quadBroadcast(own${p}, ${j});`,
      );
      const gains = range(tapColumns).flatMap((kx) =>
        FOUR.map((q) => {
          const terms = range(pixelsFor(tapColumns)).map(
            (p) => `x${p * strideX + kx}.${'xyzw'.charAt(q)} * y${p}_${j}`,
          );
          return `a${kx}_${q}_${j} += ${terms.join(' + ')};`;
        }),
      );
      return [...(variant === 'quad' ? passed : []), ...gains].join('\n');
    })
    .join('\n');
}

/** Stores the vectors of one row of the gradient, those of channel c, from output o on. */
export function storeRow(
  { wideY }: Pick<FilterGradientShape, 'wideY'>,
  vectors: number,
  row: { readonly tap: string; readonly c: string; readonly condition: string },
  name: (vector: number) => string,
): string {
  const assign = (first: number, index: string, value: string): string =>
    `if (o + ${first} < s.outputs) { dw[${index}] = ${value}; }`;
  const stores = range(vectors).flatMap((j) =>
    wideY
      ? [assign(4 * j, `(at >> 2) + ${j}`, name(j))]
      : FOUR.map((q) => assign(4 * j + q, `at + ${4 * j + q}`, `${name(j)}.${'xyzw'.charAt(q)}`)),
  );
  return `if (${row.condition}) {
let at = ((${row.tap}) * s.channels + ${row.c}) * s.outputs + o;
${stores.join('\n')}
}`;
}

function store(shape: FilterGradientShape): string {
  const { tapColumns, vectors } = shape;
  return range(tapColumns)
    .flatMap((kx) =>
      FOUR.map((q) => {
        const tap = `(share * s.tapRows + ky) * ${tapColumns} + ${kx}`;
        const c = `c + ${q}`;
        const condition = `isReal & (${c} < s.channels)`;
        return storeRow(shape, vectors, { tap, c, condition }, (j) => `a${kx}_${q}_${j}`);
      }),
    )
    .join('\n');
}

function nameOf({ variant, vectors, tapColumns, strideX, wideX, wideY }: FilterGradientShape): string {
  return `filter gradient ${variant} ${4 * vectors} outputs ${tapColumns} taps stride ${strideX} ${elementOf(wideX)} ${elementOf(wideY)}`;
}

/** The program of that shape. Inputs x, dy; output dw of every share, [shares, tap rows, tap columns, channels, outputs]. */
export function filterGradientProgram(shape: FilterGradientShape): Program<FilterGradientSize> {
  const outputs = 4 * shape.vectors;
  return defineProgram(nameOf(shape), () => ({
    reads: [`x: ${elementOf(shape.wideX)}`, `dy: ${elementOf(shape.wideY)}`],
    writes: [`dw: ${elementOf(shape.wideY)}`],
    sizes: FILTER_GRADIENT_SIZES,
    variant: shape.variant,
    declarations: declareLoads(shape),
    main: `
let blocks = (s.outputs + ${outputs - 1}) / ${outputs};
let channelQuarters = (s.channels + 3) / 4;
let filterRows = s.tapRows * channelQuarters;
let rowQuads = (filterRows + 3) / 4;
// Four threads in a row have the pixels and the outputs in common.
let quarter = id & 3;
let ownRow = (id >> 2) % rowQuads * 4 + quarter;
let o = ((id >> 2) / rowQuads) % blocks * ${outputs};
let ownShare = (id >> 2) / rowQuads / blocks;
let isReal = (ownRow < filterRows) & (ownShare < s.shares);
let share = min(ownShare, s.shares - 1);
let filterRow = min(ownRow, filterRows - 1);
let ky = filterRow / channelQuarters;
let c = filterRow % channelQuarters * 4;
${range(shape.tapColumns)
  .flatMap((kx) =>
    FOUR.map((q) =>
      range(shape.vectors)
        .map((j) => `var a${kx}_${q}_${j} = vec4f();`)
        .join(' '),
    ),
  )
  .join('\n')}
let imageRows = s.images * s.rows;
let perShare = (imageRows + s.shares - 1) / s.shares;
for (var step = 0; step < perShare; step++) {
let ownImageRow = share * perShare + step;
let imageRow = min(ownImageRow, imageRows - 1);
let image = imageRow / s.rows;
let xRow = imageRow % s.rows * s.strideY + ky - s.top;
let rowIsInside = (ownImageRow < imageRows) & (xRow >= 0) & (xRow < s.height);
let xRowAt = (image * s.height + select(0, xRow, rowIsInside)) * s.width;
let yRowAt = imageRow * s.columns;
for (var column = 0; column < s.columns; column += ${pixelsFor(shape.tapColumns)}) {
${loads(shape)}
${sums(shape)}
}
}
${store(shape)}`,
  }));
}

/** Threads of one share. */
export function filterGradientThreads(sizes: {
  readonly tapRows: number;
  readonly channels: number;
  readonly outputs: number;
}): number {
  const filterRows = sizes.tapRows * quarters(sizes.channels);
  return quarters(filterRows) * 4 * Math.ceil(sizes.outputs / (4 * vectorsFor(sizes.outputs)));
}
