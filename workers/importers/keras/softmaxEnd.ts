import { FaultError } from '../../protocol/faults';
import { ACTIVATION_LAYERS, activationLayer, activationOf } from './activations';
import type { FlatLayer, FlatModel } from './flatten';

/** Layers that leave values as they are. */
const PASSING: ReadonlySet<string> = new Set(['Reshape', 'Flatten', 'Dropout']);

/**
 * The model without the softmax at its end: losses need what goes into it.
 * @throws FaultError `layer-unsupported` for a sigmoid at the end, whose losses are others
 */
export function withoutSoftmax(model: FlatModel, isKeras3: boolean): { model: FlatModel; removed: boolean } {
  const byId = new Map(model.layers.map((layer) => [layer.id, layer]));
  let last = byId.get(model.output);
  while (last !== undefined && isPassing(last, isKeras3)) last = byId.get(last.inputs[0] ?? '');
  if (last === undefined) return { model, removed: false };
  const isLayer = ACTIVATION_LAYERS.has(last.className);
  const activation = isLayer
    ? activationLayer(last.className, last.config, isKeras3)
    : activationOf(last.config['activation'], isKeras3);
  if (activation.kind === 'known' && activation.name === 'sigmoid') {
    const layers =
      'a sigmoid at the end (a classifier needs one output a class and a softmax; for two classes, two outputs)';
    throw new FaultError('layer-unsupported', { layers });
  }
  if (activation.kind !== 'softmax') return { model, removed: false };
  const { id } = last;
  const plain = (layer: FlatLayer): FlatLayer => ({
    ...layer,
    className: isLayer ? 'Activation' : layer.className,
    config: { ...layer.config, activation: 'linear' },
  });
  const layers = model.layers.map((layer) => (layer.id === id ? plain(layer) : layer));
  return { model: { ...model, layers }, removed: true };
}

function isPassing({ className, config }: FlatLayer, isKeras3: boolean): boolean {
  if (PASSING.has(className)) return true;
  return className === 'Activation' && activationLayer(className, config, isKeras3).kind === 'none';
}
