/**
 * The filter gradient of `filterGradientShader` by workgroups: for one tap, rows are channels, columns outputs, and the
 * common axis goes through the pixels of one share of the rows of all images.
 */
import { elementOf } from './convolutionTile';
import {
  declareLoads,
  FILTER_GRADIENT_SIZES,
  type FilterGradientSize,
  storeRow,
} from './filterGradientShader';
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
  storeAlong,
} from './sharedBlocks';

/** Each thread loads four vectors of x and of dy: 16 pixels of 64 channels and outputs by the whole workgroup. */
const load = LOADS.map(
  (i) => `${placeAlong(i)}
let c${i} = firstChannel + n${i};
let isChannel${i} = c${i} < s.channels;
let x${i} = select(vec4f(), loadX(xRowAt, (column + k${i}) * s.strideX - s.left + kx, rowIsInside, min(c${i}, s.channels - 1)), isChannel${i});
let y${i} = loadY(yRowAt, column + k${i}, firstOutput + n${i});
${storeAlong('left', i, `x${i}`)}
${storeAlong('right', i, `y${i}`)}`,
).join('\n');

/** The program; `tapColumns` and `strideX` are numbers here, not constants of the text. */
export function filterGradientSharedProgram(widths: {
  readonly wideX: boolean;
  readonly wideY: boolean;
}): Program<FilterGradientSize | 'tapColumns' | 'strideX'> {
  const [x, y] = [elementOf(widths.wideX), elementOf(widths.wideY)];
  return defineProgram(`filter gradient shared ${x} ${y}`, () => ({
    reads: [`x: ${x}`, `dy: ${y}`],
    writes: [`dw: ${y}`],
    sizes: [...FILTER_GRADIENT_SIZES, 'tapColumns' as const, 'strideX' as const],
    variant: 'shared',
    declarations: `${declareLoads(widths)}\n${declareBlocks}`,
    main: `
let outputBlocks = (s.outputs + ${BLOCK - 1}) / ${BLOCK};
let channelBlocks = (s.channels + ${BLOCK - 1}) / ${BLOCK};
let taps = s.tapRows * s.tapColumns;
let firstOutput = group % outputBlocks * ${BLOCK};
let firstChannel = group / outputBlocks % channelBlocks * ${BLOCK};
let tap = group / outputBlocks / channelBlocks % taps;
let ownShare = group / outputBlocks / channelBlocks / taps;
let share = min(ownShare, s.shares - 1);
let ky = tap / s.tapColumns;
let kx = tap % s.tapColumns;
${startBlocks}
let imageRows = s.images * s.rows;
let perShare = (imageRows + s.shares - 1) / s.shares;
for (var step = 0; step < perShare; step++) {
let ownImageRow = share * perShare + step;
let imageRow = min(ownImageRow, imageRows - 1);
let xRow = imageRow % s.rows * s.strideY + ky - s.top;
let rowIsInside = (ownImageRow < imageRows) & (xRow >= 0) & (xRow < s.height);
let xRowAt = (imageRow / s.rows * s.height + select(0, xRow, rowIsInside)) * s.width;
let yRowAt = imageRow * s.columns;
for (var column = 0; column < s.columns; column += ${DEPTH}) {
${multiplyBlocks(load)}
}
}
let o = firstOutput + firstColumn;
${eachBlockRow((row) => {
  const c = `firstChannel + firstRow + ${row}`;
  const condition = `(ownShare < s.shares) & (${c} < s.channels)`;
  return storeRow(widths, BLOCK_VECTORS, { tap: 'share * taps + tap', c, condition }, (j) => `a${row}_${j}`);
})}`,
  }));
}

/** Threads of one share. */
export function filterGradientSharedThreads(sizes: {
  readonly tapRows: number;
  readonly tapColumns: number;
  readonly channels: number;
  readonly outputs: number;
}): number {
  const blocks = Math.ceil(sizes.channels / BLOCK) * Math.ceil(sizes.outputs / BLOCK);
  return sizes.tapRows * sizes.tapColumns * blocks * BLOCK;
}
