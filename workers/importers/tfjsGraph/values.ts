import type { RawTensor } from '../../readers/elements';
import { NetworkWriter, type Value } from '../keras/networkWriter';
import type { Names } from '../keras/names';
import type { Operation } from './operations';

/** What an operation gives. */
export type GraphValue =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'constant'; readonly name: string; readonly tensor: RawTensor }
  /** Sizes that the graph computes from a shape; -1 is the number of pictures. `isList` false for a single one. */
  | { readonly kind: 'sizes'; readonly sizes: readonly number[]; readonly isList: boolean };

/** What operations are written with. */
export class OperationWriter extends NetworkWriter {
  /** Nodes that only changed the range of the pictures' values. */
  readonly raw = new Set<string>(['input']);
  /** Weights that were used. */
  readonly used = new Set<string>();

  constructor(
    inputShape: readonly [number, number, number],
    readonly names: Names,
    private readonly consumers: ReadonlyMap<string, readonly Operation[]>,
  ) {
    super(inputShape);
  }

  /** `model/conv/Conv2D` as `model.conv.Conv2D`. */
  id(name: string): string {
    return this.names.next(name.replace(/^StatefulPartitionedCall\//, '').replaceAll('/', '.'));
  }

  /** The one operation that takes a result; null where there are several. */
  soleConsumer(name: string): Operation | null {
    const [first, ...others] = this.consumers.get(name) ?? [];
    return first !== undefined && others.length === 0 ? first : null;
  }
}
