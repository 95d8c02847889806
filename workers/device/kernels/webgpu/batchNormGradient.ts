/** The backward passes that batch norm in training and in evaluation have in common. */
import type { TensorInfo } from '../../tf';
import { type Columns, COLUMN_SIZES, eachPixelOfShare, joinShares } from './channels';
import { dispatch, type Gpu, makeFloats, withScratch } from './gpu';
import { defineProgram } from './program';

/** What a backward pass is given; y where a ReLU followed. */
export interface Given {
  readonly dy: TensorInfo;
  readonly x: TensorInfo;
  readonly y: TensorInfo | undefined;
}

/** In training x is normalised first, and `factors` [4, C] is filled for {@link inputGradient}. */
interface Training {
  readonly gamma: TensorInfo;
  readonly mean: TensorInfo;
  readonly inverseStd: TensorInfo;
  readonly factors: TensorInfo;
}

interface Sums {
  readonly dscale: TensorInfo;
  readonly dshift: TensorInfo;
  readonly train?: Training;
}

/** dy where the ReLU let x through. */
function masked(element: string, hasRelu: boolean): string {
  return hasRelu ? `select(${element}(), dy[at], y[at] > ${element}())` : 'dy[at]';
}

function present(...tensors: readonly (TensorInfo | undefined)[]): TensorInfo[] {
  return tensors.filter((tensor) => tensor !== undefined);
}

function shareSums(
  gpu: Gpu,
  columns: Columns,
  { dy, x, y }: Given,
  mean: TensorInfo | undefined,
  to: readonly [products: TensorInfo, totals: TensorInfo],
): void {
  const { element } = columns;
  const [hasRelu, isCentred] = [y !== undefined, mean !== undefined];
  const name = `gradient sums of shares ${element}${hasRelu ? ' relu' : ''}${isCentred ? ' centred' : ''}`;
  const program = defineProgram(name, () => ({
    reads: ['dy', 'x', ...(hasRelu ? ['y'] : []), ...(isCentred ? ['mean'] : [])].map(
      (each) => `${each}: ${element}`,
    ),
    writes: [`products: ${element}`, `totals: ${element}`],
    sizes: COLUMN_SIZES,
    main: eachPixelOfShare({
      before: `${isCentred ? 'let m = mean[column];' : ''}
  var product = ${element}();
  var total = ${element}();`,
      loop: `let d = ${masked(element, hasRelu)};
    total += d;
    product += d * ${isCentred ? '(x[at] - m)' : 'x[at]'};`,
      after: `products[id] = product;
  totals[id] = total;`,
    }),
  }));
  const threads = columns.columns * columns.shares;
  dispatch(gpu, program, { reads: present(dy, x, y, mean), writes: to, sizes: columns, threads });
}

function joinSums(
  gpu: Gpu,
  columns: Columns,
  [products, totals]: readonly [TensorInfo, TensorInfo],
  { dscale, dshift, train }: Sums,
): void {
  const { element, joining } = columns;
  const isTraining = train !== undefined;
  const name = `join gradient sums ${element} ${joining}${isTraining ? ' train' : ''}`;
  const program = defineProgram(name, () => ({
    reads: ['products', 'totals', ...(isTraining ? ['gamma', 'mean', 'inverseStd'] : [])].map(
      (each) => `${each}: ${element}`,
    ),
    writes: ['dscale', 'dshift', ...(isTraining ? ['factors'] : [])].map((each) => `${each}: ${element}`),
    sizes: COLUMN_SIZES,
    lanes: joining,
    ...joinShares(
      columns,
      [
        ['product', 'element'],
        ['total', 'element'],
      ],
      {
        loop: 'product += products[at]; total += totals[at];',
        join: 'product += other_product; total += other_total;',
        after: isTraining
          ? `let scale = gamma[column] * inverseStd[column];
  let count = f32(s.pixels);
  dscale[column] = product * inverseStd[column];
  dshift[column] = total;
  factors[column] = mean[column];
  factors[s.columns + column] = scale;
  factors[2 * s.columns + column] = scale * inverseStd[column] * inverseStd[column] * product / count;
  factors[3 * s.columns + column] = total / count;`
          : 'dscale[column] = product; dshift[column] = total;',
      },
    ),
  }));
  dispatch(gpu, program, {
    reads: present(products, totals, train?.gamma, train?.mean, train?.inverseStd),
    writes: present(dscale, dshift, train?.factors),
    sizes: columns,
    threads: columns.columns * joining,
  });
}

/** dscale = sum(dy' x), dshift = sum(dy'); in training with x normalised. */
export function gradientSums(gpu: Gpu, columns: Columns, given: Given, sums: Sums): void {
  const size = columns.shares * columns.channels;
  withScratch(gpu, size, (products) =>
    withScratch(gpu, size, (totals) => {
      shareSums(gpu, columns, given, sums.train?.mean, [products, totals]);
      joinSums(gpu, columns, [products, totals], sums);
    }),
  );
}

/**
 * dx, and dresidual = dy' where it is wanted. In training from `factors` of {@link gradientSums}; in evaluation `factors`
 * is the scale [C] and dx = dy' scale.
 */
export function inputGradient(
  gpu: Gpu,
  columns: Columns,
  { dy, x, y }: Given,
  options: { readonly factors: TensorInfo; readonly wantsResidual: boolean; readonly evaluation?: boolean },
): [TensorInfo, ...TensorInfo[]] {
  const { element } = columns;
  const hasRelu = y !== undefined;
  const isTraining = options.evaluation !== true;
  const parts = [isTraining ? 'train' : 'eval', ...(hasRelu ? ['relu'] : [])];
  const name = `batch norm gradient ${element} ${parts.join(' ')}${options.wantsResidual ? ' residual' : ''}`;
  const program = defineProgram(name, () => ({
    reads: ['dy', ...(isTraining ? ['x'] : []), ...(hasRelu ? ['y'] : []), 'factors'].map(
      (each) => `${each}: ${element}`,
    ),
    writes: ['dx', ...(options.wantsResidual ? ['dresidual'] : [])].map((each) => `${each}: ${element}`),
    sizes: COLUMN_SIZES,
    main: eachPixelOfShare({
      before: isTraining
        ? `let m = factors[column];
  let scale = factors[s.columns + column];
  let slope = factors[2 * s.columns + column];
  let offset = factors[3 * s.columns + column];`
        : 'let scale = factors[column];',
      loop: `let d = ${masked(element, hasRelu)};
    dx[at] = ${isTraining ? '(d - offset) * scale - (x[at] - m) * slope' : 'd * scale'};
    ${options.wantsResidual ? 'dresidual[at] = d;' : ''}`,
      after: '',
    }),
  }));
  const dx = makeFloats(gpu, x.shape);
  const rest = options.wantsResidual ? [makeFloats(gpu, x.shape)] : [];
  dispatch(gpu, program, {
    reads: present(dy, isTraining ? x : undefined, y, options.factors),
    writes: [dx, ...rest],
    sizes: columns,
    threads: columns.columns * columns.shares,
  });
  return [dx, ...rest];
}
