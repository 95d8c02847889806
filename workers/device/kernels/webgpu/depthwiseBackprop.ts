import { util, type TensorInfo } from '../../tf';
import type { ConvolutionGeometry } from '../convolutionGeometry';
import { elementOf, isWide } from './convolutionTile';
import { dispatch, type Gpu, makeFloats, withScratch } from './gpu';
import { defineProgram } from './program';
import { sumShares } from './sumShares';

const SIZES = [
  ...(['images', 'height', 'width', 'columns', 'multiplier', 'tapRows', 'tapColumns'] as const),
  ...(['strideY', 'strideX', 'top', 'left', 'rows', 'outColumns', 'shares'] as const),
] as const;
type Sizes = Readonly<Record<(typeof SIZES)[number], number>>;

/** Threads of the filter gradient that keep a device busy. */
const BUSY_THREADS = { software: 500, hardware: 16384 } as const;

/** Four channels at once where each has one output. */
function elementFor({ channels, outputs }: ConvolutionGeometry): string {
  return elementOf(channels === outputs && isWide(channels));
}

/** `columns` counts what is read at once: channels, or fours of them. */
function sizesOf(geometry: ConvolutionGeometry, shares: number): Sizes {
  const { images, height, width, channels, outputs, tapRows, tapColumns } = geometry;
  const { strideY, strideX, top, left, rows, columns } = geometry;
  return {
    ...{ images, height, width, tapRows, tapColumns, strideY, strideX, top, left, rows, shares },
    columns: elementFor(geometry) === 'f32' ? channels : channels / 4,
    multiplier: outputs / channels,
    outColumns: columns,
  };
}

/** Gradient of a depthwise convolution with respect to its input [images, height, width, channels]. */
export function depthwiseBackpropInput(
  gpu: Gpu,
  dy: TensorInfo,
  filter: TensorInfo,
  geometry: ConvolutionGeometry,
): TensorInfo {
  const element = elementFor(geometry);
  const program = defineProgram(`depthwise input gradient ${element}`, () => ({
    reads: [`dy: ${element}`, `w: ${element}`],
    writes: [`dx: ${element}`],
    sizes: SIZES,
    main: `
if (id < s.images * s.height * s.width * s.columns) {
  let c = id % s.columns;
  let x = id / s.columns % s.width + s.left;
  let y = id / s.columns / s.width % s.height + s.top;
  let image = id / s.columns / s.width / s.height;
  var sum = ${element}();
  for (var ky = y % s.strideY; ky < s.tapRows; ky += s.strideY) {
    let row = (y - ky) / s.strideY;
    for (var kx = x % s.strideX; kx < s.tapColumns; kx += s.strideX) {
      let column = (x - kx) / s.strideX;
      let inside = (y >= ky) & (row < s.rows) & (x >= kx) & (column < s.outColumns);
      let pixel = select(0, (image * s.rows + row) * s.outColumns + column, inside);
      for (var m = 0; m < s.multiplier; m++) {
        let product = dy[(pixel * s.columns + c) * s.multiplier + m]
          * w[((ky * s.tapColumns + kx) * s.columns + c) * s.multiplier + m];
        sum += select(${element}(), product, inside);
      }
    }
  }
  dx[id] = sum;
}`,
  }));
  const dx = makeFloats(gpu, geometry.inShape);
  const sizes = sizesOf(geometry, 1);
  const threads = sizes.images * sizes.height * sizes.width * sizes.columns;
  dispatch(gpu, program, { reads: [dy, filter], writes: [dx], sizes, threads });
  return dx;
}

/** Gradient of a depthwise convolution with respect to its filter [tap rows, tap columns, channels, multiplier]. */
export function depthwiseBackpropFilter(
  gpu: Gpu,
  x: TensorInfo,
  dy: TensorInfo,
  geometry: ConvolutionGeometry,
): TensorInfo {
  const element = elementFor(geometry);
  const program = defineProgram(`depthwise filter gradient ${element}`, () => ({
    reads: [`x: ${element}`, `dy: ${element}`],
    writes: [`dw: ${element}`],
    sizes: SIZES,
    main: `
let filterSize = s.tapRows * s.tapColumns * s.columns * s.multiplier;
if (id < filterSize * s.shares) {
  let m = id % s.multiplier;
  let c = id / s.multiplier % s.columns;
  let kx = id / s.multiplier / s.columns % s.tapColumns;
  let ky = id / s.multiplier / s.columns / s.tapColumns % s.tapRows;
  var sum = ${element}();
  for (var line = id / filterSize; line < s.images * s.rows; line += s.shares) {
    let image = line / s.rows;
    let y = line % s.rows * s.strideY + ky - s.top;
    if ((y >= 0) & (y < s.height)) {
      for (var column = 0; column < s.outColumns; column++) {
        let atX = column * s.strideX + kx - s.left;
        let inside = (atX >= 0) & (atX < s.width);
        let product = x[((image * s.height + y) * s.width + select(0, atX, inside)) * s.columns + c]
          * dy[((line * s.outColumns + column) * s.columns + c) * s.multiplier + m];
        sum += select(${element}(), product, inside);
      }
    }
  }
  dw[id] = sum;
}`,
  }));
  const dw = makeFloats(gpu, geometry.filterShape);
  const size = util.sizeFromShape(dw.shape);
  const filterThreads = element === 'f32' ? size : size / 4;
  const wanted = Math.ceil((gpu.software ? BUSY_THREADS.software : BUSY_THREADS.hardware) / filterThreads);
  const shares = Math.max(1, Math.min(wanted, geometry.images * geometry.rows));
  const sizes = sizesOf(geometry, shares);
  withScratch(gpu, shares * size, (parts) => {
    dispatch(gpu, program, { reads: [x, dy], writes: [parts], sizes, threads: filterThreads * shares });
    sumShares(gpu, parts, dw, { shares, size });
  });
  return dw;
}
