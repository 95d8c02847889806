/** Activations by Keras's names for them, as layers of their own and as a word in another layer. */
import type { ActivationName } from '../../graph/graph';
import { type JsonObject, type JsonValue, member, numberMember, textMember } from '../../readers/kerasJson';

export type Activation =
  | { readonly kind: 'none' }
  | { readonly kind: 'known'; readonly name: ActivationName; readonly slope?: number }
  | { readonly kind: 'softmax' }
  | { readonly kind: 'unknown'; readonly label: string };

/** Keras's own default of LeakyReLU, and that of the function `leaky_relu`. */
const LAYER_SLOPE = 0.3;
const FUNCTION_SLOPE = 0.2;

const NAMES: ReadonlyMap<string, ActivationName> = new Map<string, ActivationName>([
  ['relu', 'relu'],
  ['relu6', 'relu6'],
  ['elu', 'elu'],
  ['swish', 'swish'],
  ['silu', 'swish'],
  ['sigmoid', 'sigmoid'],
  ['tanh', 'tanh'],
  ['hard_swish', 'hardSwish'],
  ['hard_silu', 'hardSwish'],
]);

/** The layers that are activations. */
export const ACTIVATION_LAYERS: ReadonlySet<string> = new Set([
  'Activation',
  'ReLU',
  'LeakyReLU',
  'ELU',
  'Softmax',
]);

/**
 * What an `activation` entry means: a word, or an object around one.
 * @param isKeras3 `hard_sigmoid` is relu6(x + 3) / 6 there; before, it was another line
 */
export function activationOf(entry: JsonValue | undefined, isKeras3: boolean): Activation {
  if (entry === undefined || entry === null) return { kind: 'none' };
  if (typeof entry === 'string') return functionOf(entry, isKeras3);
  const className = textMember(entry, 'class_name') ?? '';
  const config = member(entry, 'config');
  if (typeof config === 'string') return functionOf(config, isKeras3);
  return ACTIVATION_LAYERS.has(className) && className !== 'Activation'
    ? activationLayer(className, config, isKeras3)
    : functionOf(className, isKeras3);
}

function functionOf(word: string, isKeras3: boolean): Activation {
  if (word === 'linear') return { kind: 'none' };
  if (word === 'softmax') return { kind: 'softmax' };
  if (word === 'leaky_relu') return { kind: 'known', name: 'leakyRelu', slope: FUNCTION_SLOPE };
  if (word === 'hard_sigmoid' && isKeras3) return { kind: 'known', name: 'hardSigmoid' };
  const name = NAMES.get(word);
  return name === undefined
    ? { kind: 'unknown', label: `activation ${word.slice(0, 40)}` }
    : { kind: 'known', name };
}

/** What a layer that is an activation means. */
export function activationLayer(
  className: string,
  config: JsonObject | JsonValue | undefined,
  isKeras3: boolean,
): Activation {
  switch (className) {
    case 'ReLU':
      return reluOf(config);
    case 'LeakyReLU': {
      const slope = numberMember(config, 'negative_slope') ?? numberMember(config, 'alpha') ?? LAYER_SLOPE;
      return { kind: 'known', name: 'leakyRelu', slope };
    }
    case 'ELU':
      return (numberMember(config, 'alpha') ?? 1) === 1
        ? { kind: 'known', name: 'elu' }
        : { kind: 'unknown', label: 'ELU with an alpha other than 1' };
    case 'Softmax':
      return { kind: 'softmax' };
    default:
      return activationOf(member(config, 'activation'), isKeras3);
  }
}

function reluOf(config: JsonValue | undefined): Activation {
  const most = numberMember(config, 'max_value');
  const slope = numberMember(config, 'negative_slope') ?? 0;
  const threshold = numberMember(config, 'threshold') ?? 0;
  if (threshold === 0 && slope === 0 && (most === undefined || most === 6)) {
    return { kind: 'known', name: most === undefined ? 'relu' : 'relu6' };
  }
  if (threshold === 0 && most === undefined) return { kind: 'known', name: 'leakyRelu', slope };
  return { kind: 'unknown', label: 'ReLU with limits of its own' };
}
