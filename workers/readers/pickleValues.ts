/**
 * What a pickle turns into here: plain data, told apart by `kind`. Nothing of Python is ever called; an
 * object that would need a call stays a description of that call.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleSequence
  | PickleDict
  | PickleGlobal
  | PickleCall
  | PicklePersistent;

/** A list, tuple, set or frozenset. */
interface PickleSequence {
  readonly kind: 'list' | 'tuple' | 'set';
  readonly items: PickleValue[];
}

/** A dict or OrderedDict. A `Map`, so that a key such as `__proto__` is a key and nothing more. */
export interface PickleDict {
  readonly kind: 'dict';
  readonly entries: Map<PickleValue, PickleValue>;
}

/** A class or function on the allow-list, by its dotted name: `torch.FloatStorage`. */
interface PickleGlobal {
  readonly kind: 'global';
  readonly name: string;
}

/** `name(*args)` followed by `__setstate__(state)`: described, never run. */
export interface PickleCall {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly PickleValue[];
  state: PickleValue;
}

/** A reference to something outside of the pickle; torch refers to its storages so. */
interface PicklePersistent {
  readonly kind: 'persistent';
  readonly id: PickleValue;
}

type Kinded = Exclude<PickleValue, null | boolean | number | bigint | string | Uint8Array>;

/** The value's `kind`, or null for a plain Python scalar, string or bytes object. */
function kindOf(value: PickleValue | undefined): Kinded['kind'] | null {
  return isKinded(value) ? value.kind : null;
}

/** True for every value that carries a `kind`. */
export function isKinded(value: PickleValue | undefined): value is Kinded {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
}

/** True for a dict. */
export function isDict(value: PickleValue | undefined): value is PickleDict {
  return kindOf(value) === 'dict';
}

/** True for a described call. */
export function isCall(value: PickleValue | undefined): value is PickleCall {
  return kindOf(value) === 'call';
}

/** True for a list, tuple or set. */
export function isSequence(value: PickleValue | undefined): value is PickleSequence {
  const kind = kindOf(value);
  return kind === 'list' || kind === 'tuple' || kind === 'set';
}
