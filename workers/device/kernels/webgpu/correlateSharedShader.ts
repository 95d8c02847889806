/**
 * The correlation of `correlateShader` by workgroups: rows are pixels, columns outputs, and the common axis goes through
 * the channels of one tap after the other.
 */
import {
  correlateFrame,
  type CorrelateSize,
  type CorrelateText,
  nameOfText,
  storePixel,
} from './correlateText';
import { defineProgram, type Program } from './program';
import {
  BLOCK,
  BLOCK_VECTORS,
  declareBlocks,
  DEPTH,
  eachBlockRow,
  LOADS,
  multiplyBlocks,
  placeAlong,
  startBlocks,
  storeAcross,
  storeAlong,
} from './sharedBlocks';

/** Every thread loads 16 channels of one pixel of x. */
const loadLeft = LOADS.map(
  (
    i,
  ) => `let x${i} = select(vec4f(), loadX(rowAt, loadedColumn + kx, rowIsInside, min(c + ${4 * i}, s.channels - 1)), c + ${4 * i} < s.channels);
${storeAcross('left', i, `x${i}`)}`,
).join('\n');

function loadRight(contiguous: CorrelateText['contiguous']): string {
  return LOADS.map((i) =>
    contiguous === 'outputs'
      ? `${placeAlong(i)}
let w${i} = loadW(tapAt(tapY, kx, c + k${i}, firstOutput + n${i}));
${storeAlong('right', i, `w${i}`)}`
      : `let w${i} = loadW(tapAt(tapY, kx, c + ${4 * i}, firstOutput + lane));
${storeAcross('right', i, `w${i}`)}`,
  ).join('\n');
}

/** The program; `tapColumns` and `strideX` are numbers here, not constants of the text. */
export function correlateSharedProgram(
  text: CorrelateText,
): Program<CorrelateSize | 'tapColumns' | 'strideX'> {
  const frame = correlateFrame(text);
  return defineProgram(`correlate shared ${nameOfText(text)}`, () => ({
    ...frame,
    sizes: [...frame.sizes, 'tapColumns' as const, 'strideX' as const],
    variant: 'shared',
    declarations: `${frame.declarations}\n${declareBlocks}`,
    main: `
let blocks = (s.outputs + ${BLOCK - 1}) / ${BLOCK};
let pixels = s.images * s.rows * s.columns;
let firstOutput = group % blocks * ${BLOCK};
let firstPixel = group / blocks * ${BLOCK};
let loaded = min(firstPixel + lane, pixels - 1);
let loadedImage = loaded / (s.rows * s.columns);
let loadedRow = loaded / s.columns % s.rows * s.strideY + s.firstY;
let loadedColumn = loaded % s.columns * s.strideX + s.firstX;
${startBlocks}
for (var ky = 0; ky < s.tapRows; ky++) {
let tapY = (s.tapFirstY + ky * s.tapStepY) * s.filterColumns;
let xRow = loadedRow + ky;
let rowIsInside = (xRow >= 0) & (xRow < s.height);
let rowAt = (loadedImage * s.height + select(0, xRow, rowIsInside)) * s.width;
for (var kx = 0; kx < s.tapColumns; kx++) {
for (var c = 0; c < s.channels; c += ${DEPTH}) {
${multiplyBlocks(`${loadLeft}\n${loadRight(text.contiguous)}`)}
}
}
}
let o = firstOutput + firstColumn;
${eachBlockRow(
  (row) => `{
let pixel = firstPixel + firstRow + ${row};
let image = pixel / (s.rows * s.columns);
${storePixel(
  text,
  BLOCK_VECTORS,
  { row: 'pixel / s.columns % s.rows', column: 'pixel % s.columns', condition: 'pixel < pixels' },
  (j) => `a${row}_${j}`,
)}
}`,
)}`,
  }));
}

/** Threads that such a program needs. */
export function correlateSharedThreads(
  sizes: Readonly<Record<'images' | 'rows' | 'columns' | 'outputs', number>>,
): number {
  const pixels = sizes.images * sizes.rows * sizes.columns;
  return Math.ceil(pixels / BLOCK) * Math.ceil(sizes.outputs / BLOCK) * BLOCK;
}
