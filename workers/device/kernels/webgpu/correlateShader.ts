/**
 * The shader of a correlation, which forward convolutions and each phase of their input gradients are:
 *
 *   y[n, row, column, o] = sum over ky, kx, c of  x[n, row * strideY + ky + firstY, column * strideX + kx + firstX, c]
 *                                                 * w[ky, kx, c, o]
 *
 * A thread computes `rows` x `columns` pixels of 4 `vectors` outputs. For one ky and four channels it loads the vectors of x that
 * its pixels meet once for all kx. No `&&` or `||`: they are branches, which cost an emulated card seconds to compile.
 */
import { FOUR, quarters, range } from './convolutionTile';
import {
  correlateFrame,
  type CorrelateSize,
  type CorrelateText,
  nameOfText,
  storePixel,
  weightSteps,
} from './correlateText';
import { defineProgram, type Program } from './program';

/** Constants of the text. */
export interface CorrelateShape extends CorrelateText {
  readonly variant: 'plain' | 'quad';
  /** Pixels of a thread. */
  readonly rows: number;
  readonly columns: number;
  /** Vectors of four outputs of a thread. */
  readonly vectors: number;
  readonly tapColumns: number;
  readonly strideX: number;
}

/** Loads what every tap of a row has for four channels: all of it, or the quarter that is this thread's to pass on. */
function loadWeights({ variant, vectors, tapColumns, contiguous }: CorrelateShape): string {
  const steps = weightSteps(contiguous);
  return range(tapColumns)
    .map((kx) => {
      const tap = `let at${kx} = tapAt(tapY, ${kx}, c, o);`;
      const own = range(vectors).map((j) =>
        variant === 'quad'
          ? `let own${kx}_${j} = loadW(at${kx} + quarter * ${steps.lane} + ${j} * ${steps.vector});`
          : FOUR.map(
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
    .flatMap((kx) => FOUR.map((q) => `let w${kx}_${vector}_${q} = quadBroadcast(own${kx}_${vector}, ${q});`))
    .join('\n');
}

/** What one pixel and four outputs gain. */
function products(shape: CorrelateShape, row: number, column: number, vector: number): string {
  const terms = range(shape.tapColumns).flatMap((kx) => {
    const x = `x${row}_${column * shape.strideX + kx}`;
    const w = (q: number): string => `w${kx}_${vector}_${q}`;
    return shape.contiguous === 'outputs'
      ? FOUR.map((q) => `${x}.${'xyzw'.charAt(q)} * ${w(q)}`)
      : [`vec4f(${FOUR.map((q) => `dot(${x}, ${w(q)})`).join(', ')})`];
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
  const sums = range(shape.vectors).map((j) =>
    [passOn(shape, j), eachPixel(shape, (r, p) => `a${r}_${p}_${j} += ${products(shape, r, p, j)};`)].join(
      '\n',
    ),
  );
  return [...loads, loadWeights(shape), ...sums].join('\n');
}

function store(shape: CorrelateShape): string {
  return eachPixel(shape, (r, p) => {
    const [row, column] = [`row + ${r}`, `column + ${p}`];
    const condition = `isReal & (${row} < s.rows) & (${column} < s.columns)`;
    return storePixel(shape, shape.vectors, { row, column, condition }, (j) => `a${r}_${p}_${j}`);
  });
}

function nameOf(shape: CorrelateShape): string {
  const { variant, rows, columns, vectors, tapColumns, strideX } = shape;
  const tile = `${rows}x${columns}x${4 * vectors}`;
  return `correlate ${variant} ${tile} ${tapColumns} taps stride ${strideX} ${nameOfText(shape)}`;
}

/** The register-tile program of that shape. Inputs x, w and, with `affine`, scale, shift (, residual); output y. */
export function correlateProgram(shape: CorrelateShape): Program<CorrelateSize> {
  const outputs = 4 * shape.vectors;
  return defineProgram(nameOf(shape), () => ({
    ...correlateFrame(shape),
    variant: shape.variant,
    main: `
let blocks = (s.outputs + ${outputs - 1}) / ${outputs};
let tileColumns = (s.columns + ${shape.columns - 1}) / ${shape.columns};
let tileRows = (s.rows + ${shape.rows - 1}) / ${shape.rows};
let tiles = s.images * tileRows * tileColumns;
// Four threads in a row have the outputs in common, and the next four the pixels.
let quarter = id & 3;
let o = ((id >> 2) % blocks) * ${outputs};
let ownTile = (id >> 2) / blocks * 4 + quarter;
let isReal = ownTile < tiles;
let tile = min(ownTile, tiles - 1);
let image = tile / (tileRows * tileColumns);
let row = (tile / tileColumns) % tileRows * ${shape.rows};
let column = tile % tileColumns * ${shape.columns};
let firstColumn = column * ${shape.strideX} + s.firstX;
${eachPixel(shape, (r, p) =>
  range(shape.vectors)
    .map((j) => `var a${r}_${p}_${j} = vec4f();`)
    .join(' '),
)}
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
  return quarters(tiles) * 4 * Math.ceil(sizes.outputs / (4 * shape.vectors));
}
