/** Gradients of pooling, one thread for each input value or four channels of it: nothing is added up across threads. */
import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '../../tf';
import { requireInput } from '../inputs';
import { type PoolGeometry, resolvePool } from '../poolGeometry';
import { elementOf, isWide } from './convolutionTile';
import { dispatch, type Gpu, makeFloats } from './gpu';
import { defineProgram, type Shader } from './program';

const SIZES = [
  ...(['images', 'height', 'width', 'channels', 'tapRows', 'tapColumns'] as const),
  ...(['strideY', 'strideX', 'top', 'left', 'rows', 'columns'] as const),
] as const;
type Size = (typeof SIZES)[number];

/** `share`: statements that add to `sum` what window [row, column], which covers the pixel, gives it of `given`. */
function gatherWindows(
  element: string,
  share: string,
): Pick<Shader<Size, never>, 'writes' | 'sizes' | 'main'> {
  return {
    writes: [`dx: ${element}`],
    sizes: SIZES,
    main: `
if (id < s.images * s.height * s.width * s.channels) {
  let c = id % s.channels;
  let x = id / s.channels % s.width;
  let y = id / s.channels / s.width % s.height;
  let image = id / s.channels / s.width / s.height;
  var sum = ${element}();
  for (var ky = (y + s.top) % s.strideY; ky < min(s.tapRows, y + s.top + 1); ky += s.strideY) {
    let row = (y + s.top - ky) / s.strideY;
    for (var kx = (x + s.left) % s.strideX; kx < min(s.tapColumns, x + s.left + 1); kx += s.strideX) {
      let column = (x + s.left - kx) / s.strideX;
      if ((row < s.rows) & (column < s.columns)) {
        let given = dy[((image * s.rows + row) * s.columns + column) * s.channels + c];
        ${share}
      }
    }
  }
  dx[id] = sum;
}`,
  };
}

function run(gpu: Gpu, dy: TensorInfo, x: TensorInfo | null, geometry: PoolGeometry): TensorInfo {
  const wide = isWide(geometry.channels);
  const element = elementOf(wide);
  const truths = wide ? 'vec4<bool>' : 'bool';
  const program =
    x === null
      ? defineProgram(`mean pooling gradient ${element}`, () => ({
          reads: [`dy: ${element}`],
          ...gatherWindows(element, 'sum += given / f32(s.tapRows * s.tapColumns);'),
        }))
      : defineProgram(`largest pooling gradient ${element}`, () => ({
          reads: [`dy: ${element}`, `input: ${element}`],
          // Of equal values the first one in the window has won.
          ...gatherWindows(
            element,
            `var wins = ${truths}(true);
        for (var tap = 0; tap < s.tapRows * s.tapColumns; tap++) {
          let atY = y - ky + tap / s.tapColumns;
          let atX = x - kx + tap % s.tapColumns;
          if ((atY >= 0) & (atY < s.height) & (atX >= 0) & (atX < s.width)) {
            let other = input[((image * s.height + atY) * s.width + atX) * s.channels + c];
            wins = wins & select(input[id] >= other, input[id] > other, ${truths}(tap < ky * s.tapColumns + kx));
          }
        }
        sum += select(${element}(), given, wins);`,
          ),
        }));
  const dx = makeFloats(gpu, geometry.inShape);
  const { images, height, width } = geometry;
  const channels = wide ? geometry.channels / 4 : geometry.channels;
  dispatch(gpu, program, {
    reads: x === null ? [dy] : [dy, x],
    writes: [dx],
    sizes: { ...geometry, channels },
    threads: images * height * width * channels,
  });
  return dx;
}

/** Kernel `MaxPoolGrad`: inputs dy [N, rows, columns, C] and input [N, H, W, C]; as `input`. */
export function maxPoolGrad(gpu: Gpu, inputs: NamedTensorInfoMap, attrs: NamedAttrMap): TensorInfo {
  const input = requireInput(inputs, 'input');
  return run(gpu, requireInput(inputs, 'dy'), input, resolvePool(input.shape, attrs));
}

/** Kernel `AvgPoolGrad`, as {@link maxPoolGrad}; undefined where windows reach over the border. */
export function avgPoolGrad(
  gpu: Gpu,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
): TensorInfo | undefined {
  const geometry = resolvePool(requireInput(inputs, 'input').shape, attrs);
  return geometry.hasBorder ? undefined : run(gpu, requireInput(inputs, 'dy'), null, geometry);
}
