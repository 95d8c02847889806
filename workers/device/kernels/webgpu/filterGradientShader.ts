/**
 * The shader of a filter gradient:
 *
 *   dw[ky, kx, c, o] = sum over n, row, column of  x[n, row * strideY + ky - top, column * strideX + kx - left, c]
 *                                                  * dy[n, row, column, o]
 *
 * A thread computes one ky, all kx, four channels and 16 outputs over a share of the rows of all images; the shares are
 * summed afterwards. It takes `PIXELS` pixels at a time, whose vectors of x serve all kx.
 */
import { elementOf, quarters, range, TILE_OUTPUTS, VECTORS, type Variant } from './convolutionTile';
import { defineProgram, type Program } from './program';

const PIXELS = 4;

/** Constants of the text. */
export interface FilterGradientShape {
  readonly variant: Variant;
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

function declareLoads({ wideX, wideY }: FilterGradientShape): string {
  const narrowX = range(4).map(
    (i) => `select(0.0, x[at + min(c + ${i}, s.channels - 1)], inside & (c + ${i} < s.channels))`,
  );
  const narrowY = range(4).map(
    (i) => `select(0.0, dy[at + min(o + ${i}, s.outputs - 1)], inside & (o + ${i} < s.outputs))`,
  );
  return `fn loadX(rowAt: i32, column: i32, rowIsInside: bool, c: i32) -> vec4f {
  let inside = rowIsInside & (column >= 0) & (column < s.width);
  let at = (rowAt + select(0, column, inside)) * s.channels;
  return ${wideX ? 'select(vec4f(), x[(at + c) / 4], inside)' : `vec4f(${narrowX.join(', ')})`};
}
fn loadY(rowAt: i32, column: i32, o: i32) -> vec4f {
  let inside = (column < s.columns) & (o < s.outputs);
  let at = (rowAt + min(column, s.columns - 1)) * s.outputs;
  return ${wideY ? 'select(vec4f(), dy[(at + o) / 4], inside)' : `vec4f(${narrowY.join(', ')})`};
}`;
}

function loads({ variant, tapColumns, strideX }: FilterGradientShape): string {
  const vectors = range((PIXELS - 1) * strideX + tapColumns).map(
    (i) => `let x${i} = loadX(xRowAt, column * ${strideX} - s.left + ${i}, rowIsInside, c);`,
  );
  const outputs = range(PIXELS).map((p) =>
    variant === 'quad'
      ? `let own${p} = loadY(yRowAt, column + ${p}, o + 4 * quarter);`
      : VECTORS.map((j) => `let y${p}_${j} = loadY(yRowAt, column + ${p}, o + ${4 * j});`).join('\n'),
  );
  return [...vectors, ...outputs].join('\n');
}

function sums({ variant, tapColumns, strideX }: FilterGradientShape): string {
  return VECTORS.map((j) => {
    const passed = range(PIXELS).map((p) => `let y${p}_${j} = quadBroadcast(own${p}, ${j});`);
    const gains = range(tapColumns).flatMap((kx) =>
      VECTORS.map((q) => {
        const terms = range(PIXELS).map((p) => `x${p * strideX + kx}.${'xyzw'.charAt(q)} * y${p}_${j}`);
        return `a${kx}_${q}_${j} += ${terms.join(' + ')};`;
      }),
    );
    return [...(variant === 'quad' ? passed : []), ...gains].join('\n');
  }).join('\n');
}

function store({ tapColumns, wideY }: FilterGradientShape): string {
  const eachRow = range(tapColumns).flatMap((kx) =>
    VECTORS.map((q) => {
      const row = `((share * s.tapRows + ky) * ${tapColumns} + ${kx}) * s.channels + c + ${q}`;
      const vectors = VECTORS.map((j) =>
        wideY
          ? `if (o + ${4 * j} < s.outputs) { dw[at / 4 + ${j}] = a${kx}_${q}_${j}; }`
          : VECTORS.map(
              (r) =>
                `if (o + ${4 * j + r} < s.outputs) { dw[at + ${4 * j + r}] = a${kx}_${q}_${j}.${'xyzw'.charAt(r)}; }`,
            ).join('\n'),
      );
      return `if (c + ${q} < s.channels) {
let at = (${row}) * s.outputs + o;
${vectors.join('\n')}
}`;
    }),
  );
  return `if (isReal) {
${eachRow.join('\n')}
}`;
}

function nameOf({ variant, tapColumns, strideX, wideX, wideY }: FilterGradientShape): string {
  return `filter gradient ${variant} ${tapColumns} taps stride ${strideX} ${elementOf(wideX)} ${elementOf(wideY)}`;
}

/** The program of that shape. Inputs x, dy; output dw of every share, [shares, tap rows, tap columns, channels, outputs]. */
export function filterGradientProgram(shape: FilterGradientShape): Program<FilterGradientSize> {
  return defineProgram(nameOf(shape), () => ({
    reads: [`x: ${elementOf(shape.wideX)}`, `dy: ${elementOf(shape.wideY)}`],
    writes: [`dw: ${elementOf(shape.wideY)}`],
    sizes: FILTER_GRADIENT_SIZES,
    subgroups: shape.variant === 'quad',
    declarations: declareLoads(shape),
    main: `
let blocks = (s.outputs + ${TILE_OUTPUTS - 1}) / ${TILE_OUTPUTS};
let channelQuarters = (s.channels + 3) / 4;
let filterRows = s.tapRows * channelQuarters;
let rowQuads = (filterRows + 3) / 4;
// Four threads in a row have the pixels and the outputs in common.
let quarter = id & 3;
let ownRow = (id / 4) % rowQuads * 4 + quarter;
let o = ((id / 4) / rowQuads) % blocks * ${TILE_OUTPUTS};
let ownShare = (id / 4) / rowQuads / blocks;
let isReal = (ownRow < filterRows) & (ownShare < s.shares);
let share = min(ownShare, s.shares - 1);
let filterRow = min(ownRow, filterRows - 1);
let ky = filterRow / channelQuarters;
let c = filterRow % channelQuarters * 4;
${range(shape.tapColumns)
  .flatMap((kx) => VECTORS.map((q) => VECTORS.map((j) => `var a${kx}_${q}_${j} = vec4f();`).join(' ')))
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
for (var column = 0; column < s.columns; column += ${PIXELS}) {
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
  return quarters(filterRows) * 4 * Math.ceil(sizes.outputs / TILE_OUTPUTS);
}
