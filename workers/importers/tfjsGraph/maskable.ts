import { type Operation, texts } from './operations';

const CONVOLUTIONS: ReadonlySet<string> = new Set([
  'Conv2D',
  '_FusedConv2D',
  'DepthwiseConv2dNative',
  'FusedDepthwiseConv2dNative',
]);
const NORMS = /^FusedBatchNorm/;
const BIASES: ReadonlySet<string> = new Set(['BiasAdd', 'Add', 'AddV2']);

/**
 * Names of the convolutions a mask may act on: those that no batch norm follows directly (a bias between is part of the
 * convolution), save the last one of a network without products of matrices, whose outputs are the classes.
 * @param operations each behind those it takes its inputs from
 */
export function maskableConvolutions(
  operations: readonly Operation[],
  consumers: ReadonlyMap<string, readonly Operation[]>,
): ReadonlySet<string> {
  const weighedLater = new Set<string>();
  const maskable: string[] = [];
  for (const operation of [...operations].reverse()) {
    const next = consumers.get(operation.name) ?? [];
    if (next.some((each) => isWeighing(each) || weighedLater.has(each.name)))
      weighedLater.add(operation.name);
    if (!CONVOLUTIONS.has(operation.op) || !weighedLater.has(operation.name)) continue;
    const [first] = next;
    const isBias = next.length === 1 && first !== undefined && BIASES.has(first.op);
    const behind = isBias ? (consumers.get(first.name) ?? []) : next;
    const isNormalised = behind.length > 0 && behind.every(({ op }) => NORMS.test(op));
    if (!isNormalised && texts(operation, 'fused_ops')[0] !== 'FusedBatchNorm') maskable.push(operation.name);
  }
  return new Set(maskable.reverse());
}

function isWeighing({ op }: Operation): boolean {
  return CONVOLUTIONS.has(op) || op.includes('MatMul');
}
