import { activationOf } from './activations';
import type { FlatLayer, FlatModel } from './flatten';

const CONVOLUTIONS: ReadonlySet<string> = new Set([
  'Conv2D',
  'Convolution2D',
  'DepthwiseConv2D',
  'SeparableConv2D',
  'SeparableConvolution2D',
]);

/**
 * The convolutions a mask may act on: those that no batch norm follows directly, save the last one of a network without
 * dense layers, whose outputs are the classes.
 */
export function maskableConvolutions({ layers, output }: FlatModel): ReadonlySet<string> {
  const consumers = new Map<string, FlatLayer[]>();
  for (const layer of layers) {
    for (const input of layer.inputs) {
      const list = consumers.get(input) ?? [];
      consumers.set(input, list);
      list.push(layer);
    }
  }
  // Backwards: whether something that weighs its inputs comes behind.
  const weighedLater = new Set<string>();
  const maskable = new Set<string>();
  for (const layer of [...layers].reverse()) {
    const next = consumers.get(layer.id) ?? [];
    if (next.some(({ id, className }) => isWeighing(className) || weighedLater.has(id))) {
      weighedLater.add(layer.id);
    }
    if (!CONVOLUTIONS.has(layer.className) || !weighedLater.has(layer.id)) continue;
    // The word 'relu' is nothing in either dialect but ReLU: only "is there one" counts here.
    const isLinear = activationOf(layer.config['activation'], true).kind === 'none';
    const isNormalised = next.length > 0 && next.every(({ className }) => className === 'BatchNormalization');
    if (!isLinear || !isNormalised || layer.id === output) maskable.add(layer.id);
  }
  return new Set(layers.map(({ id }) => id).filter((id) => maskable.has(id)));
}

function isWeighing(className: string): boolean {
  return CONVOLUTIONS.has(className) || className === 'Dense';
}
