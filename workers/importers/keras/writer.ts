import type { WeightStore } from './layerWeights';
import { NetworkWriter } from './networkWriter';

/** What the layers of a Keras model are written with. */
export class Writer extends NetworkWriter {
  constructor(
    inputShape: readonly [number, number, number],
    readonly weights: WeightStore,
    readonly isKeras3: boolean,
  ) {
    super(inputShape);
  }
}
