/** The layers of a Keras model as its JSON names them, in the dialects of Keras 2, Keras 3 and TensorFlow.js. */
import { FaultError } from '../../protocol/faults';
import { damaged } from '../../readers/damage';
import {
  isList,
  isObject,
  items,
  type JsonObject,
  type JsonValue,
  member,
  textMember,
} from '../../readers/kerasJson';

/** The value of a layer's n-th call. */
export interface ValueOfCall {
  readonly layer: string;
  readonly call: number;
}

export interface KerasLayer {
  readonly name: string;
  readonly className: string;
  readonly config: JsonObject;
  /** For each call of the layer the values it takes. */
  readonly calls: readonly (readonly ValueOfCall[])[];
  /** Of a layer that is a model itself. */
  readonly model: KerasModel | null;
}

export interface KerasModel {
  readonly name: string;
  readonly layers: readonly KerasLayer[];
  readonly inputs: readonly ValueOfCall[];
  readonly outputs: readonly ValueOfCall[];
}

const MOST_LAYERS = 5000;
const MOST_DEPTH = 8;
const FUNCTIONAL: ReadonlySet<string> = new Set(['Functional', 'Model']);

/**
 * Parses `{ class_name, config }`.
 * @throws FaultError `layer-unsupported` for models that are Python classes of their own, `file-damaged`
 */
export function parseModel(json: JsonValue): KerasModel {
  const budget = { layers: MOST_LAYERS };
  const model = modelOf(json, budget, 0);
  if (model === null) {
    const name = textMember(json, 'class_name') ?? 'a model of an unknown class';
    throw new FaultError('layer-unsupported', { layers: `${name} (the model is Python code of its own)` });
  }
  return model;
}

interface Budget {
  layers: number;
}

function modelOf(json: JsonValue, budget: Budget, depth: number): KerasModel | null {
  const className = textMember(json, 'class_name');
  const config = member(json, 'config');
  const layers = isList(config) ? config : items(member(config, 'layers'));
  const name = textMember(config, 'name') ?? 'model';
  if (className === undefined || layers.length === 0) return null;
  if (depth > MOST_DEPTH) throw damaged('its models lie too deep in one another');
  const isSequential = className === 'Sequential';
  if (!isSequential && !FUNCTIONAL.has(className)) return null;
  budget.layers -= layers.length;
  if (budget.layers < 0) throw damaged('it has too many layers');
  const parsed = layers.map((layer) => layerOf(layer, budget, depth));
  if (isSequential) return chain(name, parsed, config);
  const [inputs, outputs] = [
    placesOf(member(config, 'input_layers')),
    placesOf(member(config, 'output_layers')),
  ];
  return { name, layers: parsed, inputs, outputs };
}

function layerOf(json: JsonValue, budget: Budget, depth: number): KerasLayer {
  const config = member(json, 'config');
  const className = textMember(json, 'class_name');
  const name = textMember(config, 'name') ?? textMember(json, 'name');
  if (className === undefined || name === undefined) throw damaged('a layer in it has no name');
  const calls = items(member(json, 'inbound_nodes')).map(callOf);
  const model = modelOf(json, budget, depth + 1);
  return { name, className, config: isObject(config) ? config : {}, calls, model };
}

/** A Sequential model is a chain; its first layer may state the shape of the pictures instead of an input layer. */
function chain(name: string, layers: readonly KerasLayer[], config: JsonValue | undefined): KerasModel {
  const [first] = layers;
  const hasInput = first?.className === 'InputLayer';
  const shape = shapeOf(first?.config) ?? member(config, 'build_input_shape') ?? nestedShape(first);
  const input: KerasLayer = {
    name: hasInput ? first.name : `${name}_input`,
    className: 'InputLayer',
    config: shape === undefined ? {} : { batch_input_shape: shape },
    calls: [],
    model: null,
  };
  const linked: KerasLayer[] = [input];
  for (const layer of hasInput ? layers.slice(1) : layers) {
    linked.push({ ...layer, calls: [[{ layer: linked.at(-1)?.name ?? '', call: 0 }]] });
  }
  const end = { layer: linked.at(-1)?.name ?? '', call: 0 };
  return { name, layers: linked, inputs: [{ layer: input.name, call: 0 }], outputs: [end] };
}

/** The shape of a batch of what goes in, where a layer states it. */
export function shapeOf(config: JsonValue | undefined): JsonValue | undefined {
  const shape = member(config, 'batch_input_shape') ?? member(config, 'batch_shape');
  return isList(shape) ? shape : undefined;
}

function nestedShape(layer: KerasLayer | undefined): JsonValue | undefined {
  const input = layer?.model?.layers.find(({ className }) => className === 'InputLayer');
  return shapeOf(input?.config);
}

/** `[["a", 0, 0]]`, or `["a", 0, 0]` where there is one only. */
function placesOf(json: JsonValue | undefined): readonly ValueOfCall[] {
  const list = items(json);
  const single = placeOf(list);
  return single === null ? list.flatMap((each) => placeOf(each) ?? []) : [single];
}

function placeOf(json: JsonValue | undefined): ValueOfCall | null {
  const [layer, call] = items(json);
  return typeof layer === 'string' && typeof call === 'number' ? { layer, call } : null;
}

/** One call: `[["a", 0, 0, {}], ...]` in Keras 2, `{ args: [...], kwargs }` around history entries in Keras 3. */
function callOf(node: JsonValue): readonly ValueOfCall[] {
  return isList(node) ? placesOf(node) : tensorsIn(member(node, 'args'), MOST_DEPTH);
}

function tensorsIn(json: JsonValue | undefined, depth: number): readonly ValueOfCall[] {
  if (depth === 0) throw damaged('its layers are described wrongly');
  if (isList(json)) return json.flatMap((each) => tensorsIn(each, depth - 1));
  if (textMember(json, 'class_name') !== '__keras_tensor__') return [];
  const place = placeOf(member(member(json, 'config'), 'keras_history'));
  return place === null ? [] : [place];
}
