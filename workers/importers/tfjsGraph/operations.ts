/** The operations of a TensorFlow graph as TensorFlow.js writes them, and careful ways into their attributes. */
import { damaged } from '../../readers/damage';
import { items, type JsonValue, member, numberMember, textMember } from '../../readers/kerasJson';
import type { TfjsGraphFile } from '../../readers/tfjs';

export interface Operation {
  readonly name: string;
  readonly op: string;
  /** Names of operations; control inputs and output numbers are left out. */
  readonly inputs: readonly string[];
  readonly attributes: JsonValue | undefined;
}

const MOST_OPERATIONS = 20_000;
const MOST_INPUTS = 1000;

/** The operations that the output needs, each behind those it takes its inputs from. */
export function orderedOperations({ nodes, outputs }: TfjsGraphFile): {
  readonly operations: readonly Operation[];
  readonly outputs: readonly string[];
} {
  if (nodes.length > MOST_OPERATIONS) throw damaged('it has too many operations');
  const byName = new Map<string, Operation>();
  for (const node of nodes) {
    const operation = operationOf(node);
    if (byName.has(operation.name)) throw damaged('two operations in it have one name');
    byName.set(operation.name, operation);
  }
  const ends = outputs.length > 0 ? outputs : sinksOf(byName);
  const ordered: Operation[] = [];
  const state = new Map<string, 'open' | 'done'>();
  // Without recursion: a chain may be longer than a stack is deep.
  const stack = [...ends];
  for (let name = stack.at(-1); name !== undefined; name = stack.at(-1)) {
    const operation = byName.get(name);
    if (operation === undefined) throw damaged(`the operation ${name.slice(0, 80)} is missing`);
    const next = operation.inputs.find((input) => state.get(input) !== 'done');
    if (next === undefined || state.get(name) === 'done') {
      stack.pop();
      if (state.get(name) !== 'done') ordered.push(operation);
      state.set(name, 'done');
      continue;
    }
    if (state.get(next) === 'open') throw damaged('its operations run in a circle');
    state.set(name, 'open');
    stack.push(next);
  }
  return { operations: ordered, outputs: ends };
}

function operationOf(node: JsonValue): Operation {
  const [name, op] = [textMember(node, 'name'), textMember(node, 'op')];
  if (name === undefined || op === undefined) throw damaged('an operation in it has no name');
  const inputs = items(member(node, 'input')).flatMap((input) =>
    typeof input === 'string' && !input.startsWith('^') ? [input.replace(/:\d+$/, '')] : [],
  );
  if (inputs.length > MOST_INPUTS) throw damaged('an operation in it has too many inputs');
  return { name, op, inputs, attributes: member(node, 'attr') };
}

/** Operations whose result nobody takes. */
function sinksOf(operations: ReadonlyMap<string, Operation>): readonly string[] {
  const used = new Set([...operations.values()].flatMap(({ inputs }) => inputs));
  return [...operations.keys()].filter((name) => !used.has(name));
}

function attribute({ attributes }: Operation, key: string): JsonValue | undefined {
  return member(attributes, key);
}

/** Integers are numbers or, since they may be long, texts. */
function integer(value: JsonValue | undefined): number {
  return typeof value === 'string' || typeof value === 'number' ? Number(value) : NaN;
}

/** A list of integers; empty where there is none. */
export function integers(operation: Operation, key: string): readonly number[] {
  return items(member(member(attribute(operation, key), 'list'), 'i')).map(integer);
}

/** Texts are in base64. */
function decoded(value: JsonValue | undefined): string {
  if (typeof value !== 'string') return '';
  try {
    return atob(value);
  } catch {
    return '';
  }
}

export function text(operation: Operation, key: string): string {
  return decoded(member(attribute(operation, key), 's'));
}

export function texts(operation: Operation, key: string): readonly string[] {
  return items(member(member(attribute(operation, key), 'list'), 's')).map(decoded);
}

export function number(operation: Operation, key: string): number | undefined {
  return numberMember(attribute(operation, key), 'f');
}

export function whole(operation: Operation, key: string): number {
  return integer(member(attribute(operation, key), 'i') ?? 0);
}

export function flag(operation: Operation, key: string): boolean {
  return member(attribute(operation, key), 'b') === true;
}

/** A shape; -1 is open. Empty where there is none. */
export function shapeAttribute(operation: Operation, key: string): readonly number[] {
  const dimensions = items(member(member(attribute(operation, key), 'shape'), 'dim'));
  return dimensions.map((dimension) => integer(member(dimension, 'size') ?? 1));
}
