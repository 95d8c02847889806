/** Sizes and padding of a convolution, spelled out by hand so that the test does not trust tfjs's arithmetic either. */
export interface Case {
  readonly name: string;
  readonly images: number;
  readonly size: readonly [height: number, width: number];
  readonly channels: number;
  /** Outputs; for a depthwise case the outputs per channel. */
  readonly outputs: number;
  readonly taps: readonly [rows: number, columns: number];
  readonly stride: readonly [y: number, x: number];
  readonly pad: number | 'same' | 'valid' | [[0, 0], [number, number], [number, number], [0, 0]];
  /** Zeros before and after each axis that `pad` stands for. */
  readonly zeros: readonly [top: number, bottom: number, left: number, right: number];
}

export interface Shapes {
  readonly x: readonly number[];
  readonly filter: readonly number[];
  readonly y: readonly number[];
}

export function shapesOf(
  { images, size, channels, outputs, taps, stride, zeros }: Case,
  depthwise = false,
): Shapes {
  const rows = Math.floor((size[0] + zeros[0] + zeros[1] - taps[0]) / stride[0]) + 1;
  const columns = Math.floor((size[1] + zeros[2] + zeros[3] - taps[1]) / stride[1]) + 1;
  return {
    x: [images, ...size, channels],
    filter: [...taps, channels, outputs],
    y: [images, rows, columns, depthwise ? channels * outputs : outputs],
  };
}

type Visit = (x: number, filter: number, y: number) => void;

/** Visits every product of a convolution: offsets of the three numbers that meet. */
function forEachProduct(conv: Case, depthwise: boolean, visit: Visit): void {
  const { images, size, channels, outputs, taps, stride, zeros } = conv;
  const [, rows = 0, columns = 0, yChannels = 0] = shapesOf(conv, depthwise).y;
  for (let n = 0; n < images; n++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        for (let ky = 0; ky < taps[0]; ky++)
          for (let kx = 0; kx < taps[1]; kx++) {
            const iy = row * stride[0] + ky - zeros[0];
            const ix = column * stride[1] + kx - zeros[2];
            if (iy < 0 || iy >= size[0] || ix < 0 || ix >= size[1]) continue;
            for (let c = 0; c < channels; c++)
              for (let o = 0; o < outputs; o++) {
                const yChannel = depthwise ? c * outputs + o : o;
                visit(
                  ((n * size[0] + iy) * size[1] + ix) * channels + c,
                  ((ky * taps[1] + kx) * channels + c) * outputs + o,
                  ((n * rows + row) * columns + column) * yChannels + yChannel,
                );
              }
          }
}

/** y, dx and dw in double precision. */
export function referenceConvolution(
  conv: Case,
  x: Float32Array,
  filter: Float32Array,
  dy: Float32Array,
  depthwise = false,
): { readonly y: Float64Array; readonly dx: Float64Array; readonly dw: Float64Array } {
  const y = new Float64Array(dy.length);
  const dx = new Float64Array(x.length);
  const dw = new Float64Array(filter.length);
  forEachProduct(conv, depthwise, (atX, atW, atY) => {
    const [valueX = NaN, valueW = NaN, valueDy = NaN] = [x[atX], filter[atW], dy[atY]];
    y[atY] = (y[atY] ?? NaN) + valueX * valueW;
    dx[atX] = (dx[atX] ?? NaN) + valueDy * valueW;
    dw[atW] = (dw[atW] ?? NaN) + valueDy * valueX;
  });
  return { y, dx, dw };
}
