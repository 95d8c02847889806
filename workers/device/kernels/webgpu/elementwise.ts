import { util, type TensorInfo } from '../../tf';
import { elementOf, isWide } from './convolutionTile';
import { dispatch, type Gpu, makeFloats } from './gpu';
import { defineProgram } from './program';

/** A formula over tensors of one size, number by number. */
export interface Formula<Factor extends string> {
  readonly name: string;
  readonly reads: Readonly<Record<string, TensorInfo>>;
  readonly writes: readonly [string, ...string[]];
  readonly factors: Readonly<Record<Factor, number>>;
  /** Assigns `name[id]` of every output; `element` is the type of what is read at once. */
  readonly text: (element: string) => string;
}

/** Runs a formula; the outputs have the shape of the first input. */
export function elementwise<Factor extends string>(
  gpu: Gpu,
  { name, reads, writes, factors, text }: Formula<Factor>,
): [TensorInfo, ...TensorInfo[]] {
  const inputs = Object.values(reads);
  const shape = inputs[0]?.shape ?? [];
  const size = util.sizeFromShape([...shape]);
  const element = elementOf(isWide(size));
  const program = defineProgram(`${name} ${element}`, () => ({
    reads: Object.keys(reads).map((each) => `${each}: ${element}`),
    writes: writes.map((each) => `${each}: ${element}`),
    sizes: ['count'] as const,
    factors: Object.keys(factors) as Factor[],
    main: `
if (id < s.count) {
  ${text(element)}
}`,
  }));
  const [, ...rest] = writes;
  const outputs: [TensorInfo, ...TensorInfo[]] = [
    makeFloats(gpu, shape),
    ...rest.map(() => makeFloats(gpu, shape)),
  ];
  const count = isWide(size) ? size / 4 : size;
  dispatch(gpu, program, { reads: inputs, writes: outputs, sizes: { count }, factors, threads: count });
  return outputs;
}
