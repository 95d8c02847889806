/** A model as one list of calls in the order they run, the models inside it dissolved. */
import { FaultError } from '../../protocol/faults';
import { damaged } from '../../readers/damage';
import { items, type JsonObject, type JsonValue } from '../../readers/kerasJson';
import { Names } from './names';
import { type KerasLayer, type KerasModel, shapeOf, type ValueOfCall } from './config';

/** One call of one layer. */
export interface FlatLayer {
  /** Unique, of letters that PyTorch's names may have. */
  readonly id: string;
  readonly className: string;
  readonly config: JsonObject;
  /** Its name, behind those of the models it lies in. */
  readonly path: readonly string[];
  /** Ids; the pictures are `input`. */
  readonly inputs: readonly string[];
  /** How often the layer is called. */
  readonly uses: number;
}

export interface FlatModel {
  readonly name: string;
  /** Each behind those it takes its inputs from; only what the output needs. */
  readonly layers: readonly FlatLayer[];
  readonly output: string;
  /** Of a batch, as the file states it; null entries are free. Undefined where it states none. */
  readonly inputShape: readonly JsonValue[] | undefined;
}

const INPUT = 'input';
/** Calls, over all models. */
const MOST_CALLS = 10_000;

/**
 * Dissolves a model.
 * @throws FaultError `layer-unsupported` for several inputs or outputs, `file-damaged` for layers that do not exist
 */
export function flattenModel(model: KerasModel): FlatModel {
  const [input, ...moreInputs] = model.inputs;
  if (input === undefined || model.outputs.length === 0) throw damaged('it names no input or output');
  if (moreInputs.length > 0 || model.outputs.length > 1) {
    const layers = `${model.inputs.length} inputs and ${model.outputs.length} outputs (one of each is read)`;
    throw new FaultError('layer-unsupported', { layers });
  }
  const ids = new Names();
  const layers: FlatLayer[] = [];
  const output = dissolve(model, INPUT, [], { ids, layers });
  const first = model.layers.find(({ name }) => name === input.layer);
  const shape = shapeOf(first?.config);
  return {
    name: model.name,
    layers: neededFor(output, layers),
    output,
    inputShape: shape === undefined ? undefined : items(shape),
  };
}

interface Output {
  readonly ids: Names;
  readonly layers: FlatLayer[];
}

interface Call {
  readonly layer: KerasLayer;
  readonly index: number;
}

/** Appends the calls of a model, each as soon as its inputs are there; gives the id of what comes out. */
function dissolve(model: KerasModel, input: string, path: readonly string[], out: Output): string {
  const byName = new Map(model.layers.map((layer) => [layer.name, layer]));
  if (byName.size !== model.layers.length) throw damaged('two layers in it have one name');
  // A model inside a model counts its calls from 1 where its own making counts as the first.
  const keyOf = ({ layer, call }: ValueOfCall): string => `${byName.get(layer)?.model ? 0 : call} ${layer}`;
  const values = new Map<string, string>(model.inputs.map((place) => [keyOf(place), input]));
  const waiting = new Map<string, Call[]>();
  const run = (first: Call): void => {
    const ready = [first];
    for (let call = ready.pop(); call !== undefined; call = ready.pop()) {
      const places = call.layer.calls[call.index] ?? [];
      const missing = places.map(keyOf).find((key) => !values.has(key));
      if (missing !== undefined) {
        const list = waiting.get(missing) ?? [];
        waiting.set(missing, list);
        list.push(call);
        continue;
      }
      const inputs = places.map((place) => values.get(keyOf(place)) ?? '');
      const key = keyOf({ layer: call.layer.name, call: call.index });
      values.set(key, append(call.layer, inputs, path, out));
      ready.push(...(waiting.get(key) ?? []).reverse());
      waiting.delete(key);
    }
  };
  for (const layer of model.layers) {
    if (layer.className === 'InputLayer') continue;
    layer.calls.forEach((_, index) => run({ layer, index }));
  }
  const output = model.outputs.map((place) => values.get(keyOf(place)))[0];
  if (output === undefined) throw damaged('its layers do not lead to its output');
  return output;
}

function append(layer: KerasLayer, inputs: readonly string[], path: readonly string[], out: Output): string {
  const { name, className, config, calls, model } = layer;
  const [first] = inputs;
  if (first === undefined) throw damaged(`the layer ${name.slice(0, 80)} has no input`);
  const inner = [...path, name];
  if (model !== null) {
    if (inputs.length > 1 || calls.length > 1 || model.inputs.length > 1 || model.outputs.length > 1) {
      throw new FaultError('layer-unsupported', {
        layers: `the model ${name} (several inputs, outputs or uses)`,
      });
    }
    return dissolve(model, first, inner, out);
  }
  if (out.layers.length >= MOST_CALLS) throw damaged('it has too many layers');
  const id = out.ids.next(name);
  out.layers.push({ id, className, config, path: inner, inputs, uses: calls.length });
  return id;
}

function neededFor(output: string, layers: readonly FlatLayer[]): readonly FlatLayer[] {
  const needed = new Set([output]);
  for (const layer of [...layers].reverse()) {
    if (needed.has(layer.id)) for (const input of layer.inputs) needed.add(input);
  }
  return layers.filter(({ id }) => needed.has(id));
}
