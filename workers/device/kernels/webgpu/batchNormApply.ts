import type { TensorInfo } from '../../tf';
import { type Columns, COLUMN_SIZES, eachPixelOfShare } from './channels';
import { dispatch, type Gpu } from './gpu';
import { declareRectify, defineProgram } from './program';

/** What is applied to every pixel; [C] each but the residual. */
interface Applied {
  readonly mean?: TensorInfo;
  readonly scale: TensorInfo;
  readonly shift: TensorInfo;
  readonly residual: TensorInfo | undefined;
  readonly relu: boolean;
}

/** y = relu?((x - mean) * scale + shift (+ residual)), without a mean x * scale + shift. */
export function applyBatchNorm(
  gpu: Gpu,
  columns: Columns,
  x: TensorInfo,
  y: TensorInfo,
  { mean, scale, shift, residual, relu }: Applied,
): void {
  const { element } = columns;
  const parts = [
    ...(mean === undefined ? [] : ['mean']),
    ...(residual === undefined ? [] : ['residual']),
    ...(relu ? ['relu'] : []),
  ];
  const program = defineProgram(`apply batch norm ${element} ${parts.join(' ')}`, () => {
    const centred = mean === undefined ? 'x[at]' : '(x[at] - m)';
    const sum = `${centred} * a + b${residual === undefined ? '' : ' + residual[at]'}`;
    return {
      reads: [
        ...['x', 'scale', 'shift'],
        ...(mean === undefined ? [] : ['mean']),
        ...(residual === undefined ? [] : ['residual']),
      ].map((name) => `${name}: ${element}`),
      writes: [`y: ${element}`],
      sizes: COLUMN_SIZES,
      declarations: relu ? declareRectify(element) : '',
      main: eachPixelOfShare({
        before: `let a = scale[column]; let b = shift[column];${mean === undefined ? '' : ' let m = mean[column];'}`,
        loop: `y[at] = ${relu ? `rectify(${sum})` : sum};`,
        after: '',
      }),
    };
  });
  const reads = [x, scale, shift, mean, residual].filter((tensor) => tensor !== undefined);
  dispatch(gpu, program, { reads, writes: [y], sizes: columns, threads: columns.columns * columns.shares });
}
