/**
 * The shader of a correlation, which forward convolutions and each phase of their input gradients are:
 *
 *   y[n, row, column, o] = sum over ky, kx, c of  x[n, row * strideY + ky + firstY, column * strideX + kx + firstX, c]
 *                                                 * w[ky, kx, c, o]
 *
 * A thread computes `rows` x `columns` pixels of 16 outputs. For one ky and four channels it loads the vectors of x that
 * its pixels meet once for all kx. No `&&` or `||`: they are branches, which cost an emulated card seconds to compile.
 */
import { elementOf, quarters, range, TILE_OUTPUTS, VECTORS, type Variant } from './convolutionTile';
import { declareRectify, defineProgram, type Program } from './program';

/** Constants of the text. */
export interface CorrelateShape {
  readonly variant: Variant;
  /** Pixels of a thread. */
  readonly rows: number;
  readonly columns: number;
  readonly tapColumns: number;
  readonly strideX: number;
  /** The axis of w that is contiguous: outputs as the filter lies, or channels when the filter is turned round. */
  readonly contiguous: 'outputs' | 'channels';
  /** Whether x, w and y are read and written four numbers at a time. */
  readonly wideX: boolean;
  readonly wideW: boolean;
  readonly wideY: boolean;
  readonly affine?: { readonly relu: boolean; readonly residual: boolean };
}

export const CORRELATE_SIZES = [
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
  return ${wide ? 'select(vec4f(), x[(at + c) / 4], inside)' : `vec4f(${narrow})`};
}`;
}

function declareLoadW(wide: boolean): string {
  const narrow = range(4).map((i) => `w[at + ${i}]`);
  return `fn loadW(at: i32) -> vec4f { return ${wide ? 'w[at / 4]' : `vec4f(${narrow.join(', ')})`}; }`;
}

/** Where the vectors of w lie: the first of a tap, the step to the next of the four, the step to the next vector. */
function weightSteps(contiguous: CorrelateShape['contiguous']): Record<'tap' | 'lane' | 'vector', string> {
  return contiguous === 'outputs'
    ? { tap: '(tap * s.channels + c) * s.outputs + o', lane: 's.outputs', vector: '4' }
    : { tap: '(tap * s.outputs + o) * s.channels + c', lane: 's.channels', vector: '4 * s.channels' };
}

/** Loads the 16 vectors of every tap of a row: all of them, or the quarter that is this thread's to pass on. */
function loadWeights({ variant, tapColumns, contiguous }: CorrelateShape): string {
  const steps = weightSteps(contiguous);
  return range(tapColumns)
    .map((kx) => {
      const tap = `let at${kx} = tapAt(tapY, ${kx}, c, o);`;
      const own = VECTORS.map((j) =>
        variant === 'quad'
          ? `let own${kx}_${j} = loadW(at${kx} + quarter * ${steps.lane} + ${j} * ${steps.vector});`
          : VECTORS.map(
              (q) => `let w${kx}_${j}_${q} = loadW(at${kx} + ${q} * ${steps.lane} + ${j} * ${steps.vector});`,
            ).join('\n'),
      );
      return [tap, ...own].join('\n');
    })
    .join('\n');
}

function passOn(shape: CorrelateShape, vector: number): string {
  if (shape.variant !== 'quad') return '';
  return range(shape.tapColumns)
    .flatMap((kx) =>
      VECTORS.map((q) => `let w${kx}_${vector}_${q} = quadBroadcast(own${kx}_${vector}, ${q});`),
    )
    .join('\n');
}

/** What one pixel and four outputs gain. */
function products(shape: CorrelateShape, row: number, column: number, vector: number): string {
  const terms = range(shape.tapColumns).flatMap((kx) => {
    const x = `x${row}_${column * shape.strideX + kx}`;
    const w = (q: number): string => `w${kx}_${vector}_${q}`;
    return shape.contiguous === 'outputs'
      ? VECTORS.map((q) => `${x}.${'xyzw'.charAt(q)} * ${w(q)}`)
      : [`vec4f(${VECTORS.map((q) => `dot(${x}, ${w(q)})`).join(', ')})`];
  });
  return terms.join(' + ');
}

function eachPixel(shape: CorrelateShape, text: (row: number, column: number) => string): string {
  return range(shape.rows)
    .flatMap((row) => range(shape.columns).map((column) => text(row, column)))
    .join('\n');
}

function body(shape: CorrelateShape): string {
  const loads = range(shape.rows).map((row) => {
    const at = `let row${row} = (row + ${row}) * s.strideY + ky + s.firstY;
let inside${row} = (row${row} >= 0) & (row${row} < s.height);
let rowAt${row} = (image * s.height + select(0, row${row}, inside${row})) * s.width;`;
    const vectors = range((shape.columns - 1) * shape.strideX + shape.tapColumns).map(
      (i) => `let x${row}_${i} = loadX(rowAt${row}, firstColumn + ${i}, inside${row}, c);`,
    );
    return [at, ...vectors].join('\n');
  });
  const sums = VECTORS.map((j) =>
    [passOn(shape, j), eachPixel(shape, (r, p) => `a${r}_${p}_${j} += ${products(shape, r, p, j)};`)].join(
      '\n',
    ),
  );
  return [...loads, loadWeights(shape), ...sums].join('\n');
}

function store(shape: CorrelateShape): string {
  const { wideY, affine } = shape;
  const finished = (vector: number, index: string, value: string): string => {
    if (affine === undefined) return value;
    const channel = wideY ? `o / 4 + ${vector}` : index.replace('at + ', 'o + ');
    const sum = `${value} * scale[${channel}] + shift[${channel}]${affine.residual ? ` + residual[${index}]` : ''}`;
    return affine.relu ? `rectify(${sum})` : sum;
  };
  return eachPixel(shape, (row, column) => {
    const stores = VECTORS.map((j) => {
      const value = `a${row}_${column}_${j}`;
      if (wideY) {
        const index = `at / 4 + ${j}`;
        return `if (o + ${4 * j} < s.outputs) { y[${index}] = ${finished(j, index, value)}; }`;
      }
      return VECTORS.map((q) => {
        const index = `at + ${4 * j + q}`;
        const part = finished(j, index, `${value}.${'xyzw'.charAt(q)}`);
        return `if (o + ${4 * j + q} < s.outputs) { y[${index}] = ${part}; }`;
      }).join('\n');
    });
    return `if (isReal & (row + ${row} < s.rows) & (column + ${column} < s.columns)) {
let at = ((image * s.yHeight + (row + ${row}) * s.yStepY + s.yFirstY) * s.yWidth
  + (column + ${column}) * s.yStepX + s.yFirstX) * s.outputs + o;
${stores.join('\n')}
}`;
  });
}

function nameOf(shape: CorrelateShape): string {
  const { variant, rows, columns, tapColumns, strideX, contiguous, wideX, wideW, wideY, affine } = shape;
  const widths = [wideX, wideW, wideY].map(elementOf).join(' ');
  const end =
    affine === undefined ? '' : ` affine${affine.relu ? ' relu' : ''}${affine.residual ? ' residual' : ''}`;
  return `correlate ${variant} ${rows}x${columns} ${tapColumns} taps stride ${strideX} ${contiguous} ${widths}${end}`;
}

/** The register-tile program of that shape. Inputs x, w and, with `affine`, scale, shift (, residual); output y. */
export function correlateProgram(shape: CorrelateShape): Program<CorrelateSize> {
  const { wideX, wideW, wideY, affine } = shape;
  const tile = elementOf(wideY);
  return defineProgram(nameOf(shape), () => ({
    reads: [
      `x: ${elementOf(wideX)}`,
      `w: ${elementOf(wideW)}`,
      ...(affine === undefined ? [] : [`scale: ${tile}`, `shift: ${tile}`]),
      ...(affine?.residual === true ? [`residual: ${tile}`] : []),
    ],
    writes: [`y: ${tile}`],
    sizes: CORRELATE_SIZES,
    subgroups: shape.variant === 'quad',
    declarations: `${affine?.relu === true ? declareRectify(tile) : ''}
${declareLoadX(wideX)}
${declareLoadW(wideW)}
fn tapAt(tapY: i32, kx: i32, c: i32, o: i32) -> i32 {
  let tap = tapY + s.tapFirstX + kx * s.tapStepX;
  return ${weightSteps(shape.contiguous).tap};
}`,
    main: `
let blocks = (s.outputs + ${TILE_OUTPUTS - 1}) / ${TILE_OUTPUTS};
let tileColumns = (s.columns + ${shape.columns - 1}) / ${shape.columns};
let tileRows = (s.rows + ${shape.rows - 1}) / ${shape.rows};
let tiles = s.images * tileRows * tileColumns;
// Four threads in a row have the outputs in common, and the next four the pixels.
let quarter = id & 3;
let o = ((id / 4) % blocks) * ${TILE_OUTPUTS};
let ownTile = (id / 4) / blocks * 4 + quarter;
let isReal = ownTile < tiles;
let tile = min(ownTile, tiles - 1);
let image = tile / (tileRows * tileColumns);
let row = (tile / tileColumns) % tileRows * ${shape.rows};
let column = tile % tileColumns * ${shape.columns};
let firstColumn = column * ${shape.strideX} + s.firstX;
${eachPixel(shape, (r, p) => VECTORS.map((j) => `var a${r}_${p}_${j} = vec4f();`).join(' '))}
for (var ky = 0; ky < s.tapRows; ky++) {
let tapY = (s.tapFirstY + ky * s.tapStepY) * s.filterColumns;
for (var c = 0; c < s.channels; c += 4) {
${body(shape)}
}
}
${store(shape)}`,
  }));
}

/** Threads that such a program needs. */
export function correlateThreads(
  shape: CorrelateShape,
  sizes: Readonly<Record<'images' | 'rows' | 'columns' | 'outputs', number>>,
): number {
  const tiles = sizes.images * Math.ceil(sizes.rows / shape.rows) * Math.ceil(sizes.columns / shape.columns);
  return quarters(tiles) * 4 * Math.ceil(sizes.outputs / TILE_OUTPUTS);
}
