import { FaultError } from '../../protocol/faults';
import { items, type JsonObject, member } from '../../readers/kerasJson';
import { ACTIVATION_LAYERS, type Activation, activationLayer, activationOf } from './activations';
import type { FlatLayer } from './flatten';
import { borderOf, pairOf } from './geometry';
import { LAYERS } from './layers';
import { tensorNames } from './tensorNames';

/** Names of one kind of layer that are told; the rest is counted. */
const MOST_NAMED = 20;

/**
 * Looks through all layers before any is built, so that one message names everything in the way.
 * @throws FaultError `layer-unsupported` (`layers`: kinds with their counts)
 */
export function assertSupported(layers: readonly FlatLayer[], isKeras3: boolean): void {
  const counts = new Map<string, number>();
  for (const layer of layers) {
    const reason = refusal(layer, isKeras3);
    if (reason !== null) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  if (counts.size === 0) return;
  const named = [...counts].slice(0, MOST_NAMED).map(([reason, count]) => `${reason} (${count})`);
  throw new FaultError('layer-unsupported', { layers: named.join(', ') });
}

/** Why a layer cannot be run, or null. */
function refusal(layer: FlatLayer, isKeras3: boolean): string | null {
  const { className, config, uses } = layer;
  if (!LAYERS.has(className)) return className.slice(0, 60);
  if (config['data_format'] === 'channels_first') return `${className} with channels first`;
  if (uses > 1 && tensorNames(className, config).length > 0) return `${className} used more than once`;
  const activation = ACTIVATION_LAYERS.has(className)
    ? activationLayer(className, config, isKeras3)
    : activationOf(config['activation'], isKeras3);
  return activationRefusal(activation) ?? windowRefusal(className, config) ?? otherRefusal(className, config);
}

function activationRefusal(activation: Activation): string | null {
  if (activation.kind === 'softmax') return 'softmax inside the network';
  return activation.kind === 'unknown' ? activation.label : null;
}

function windowRefusal(className: string, config: JsonObject): string | null {
  const isPool = className === 'MaxPooling2D' || className === 'AveragePooling2D';
  if (!isPool && !className.includes('Conv')) return null;
  const size = pairOf(config[isPool ? 'pool_size' : 'kernel_size']);
  const strides = config['strides'] ?? (isPool ? config['pool_size'] : 1);
  const stride = pairOf(strides ?? undefined);
  if (size === null || stride === null) return `${className} of an odd size`;
  if (stride[0] !== stride[1]) return `${className} with unequal strides`;
  if (isPool && size[0] !== size[1]) return `${className} over a window that is no square`;
  const dilation = pairOf(config['dilation_rate'] ?? 1);
  if (dilation === null || dilation[0] * dilation[1] !== 1) return `${className} with dilation`;
  const padding = config['padding'] ?? 'valid';
  return padding === 'valid' || padding === 'same' ? null : `${className} with another padding`;
}

function otherRefusal(className: string, config: JsonObject): string | null {
  if (className === 'ZeroPadding2D' && borderOf(config['padding']) === null) {
    return 'ZeroPadding2D of an odd size';
  }
  if (className === 'BatchNormalization' || className === 'Normalization') {
    const axis = member(config, 'axis');
    // Which axis is the last depends on the value: the layer itself looks at that.
    const isOne = axis === undefined || typeof axis === 'number' || items(axis).length === 1;
    return isOne ? null : `${className} over several axes`;
  }
  return null;
}
