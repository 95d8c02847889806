import { FaultError } from '../protocol/faults';
import { isCall, isDict, type PickleDict, type PickleValue } from './pickleValues';
import { tensorRefOf, type TensorRef } from './tensorRef';

/** The weights' place in a checkpoint. */
export interface FoundStateDict {
  /** Tensors by name, in the file's order, without `module.` prefixes. */
  readonly tensors: ReadonlyMap<string, TensorRef>;
  /** The key (or dotted path) that held them; null for a bare state dict. */
  readonly wrapper: string | null;
}

/** Keys under which the known training scripts keep the weights, in order of preference (spec 6.2). */
const WRAPPER_KEYS = ['state_dict', 'model_state_dict', 'net', 'model', 'netC', 'clsmodel'];
/** Never weights, even where they hold tensors: momentum buffers, schedules, other networks' helpers. */
const NOT_WEIGHTS = /optim|sched|grid|mask|trigger|^state$|_metadata/i;
const MAX_NESTING = 4;
const MODULE_PREFIX = 'module.';
const MAX_KEYS_NAMED = 12;

/**
 * Finds the state dict: the object itself, or under a known key (nested ones included), else the largest
 * other dict of tensors that is not an optimizer's. Mostly tensors is enough: what else stands in it is left out.
 * @throws FaultError `file-unknown` with the top-level `keys` when there is none; `file-damaged` when a
 * tensor's description makes no sense
 */
export function findStateDict(root: PickleValue): FoundStateDict {
  const found = search(root, []) ?? largestOther(root);
  if (found === null)
    throw new FaultError('file-unknown', { reason: 'no weights in it', keys: keysOf(root) });
  return { tensors: withoutModulePrefix(tensorsOf(found.dict)), wrapper: found.path.join('.') || null };
}

interface Candidate {
  readonly dict: PickleDict;
  readonly path: readonly string[];
}

function search(value: PickleValue | undefined, path: readonly string[]): Candidate | null {
  const dict = asDict(value);
  if (dict === null) return null;
  // Wrappers come first: a checkpoint may keep many loose tensors (grids, triggers) beside its weights, while
  // no state dict has a dict among its values.
  for (const key of path.length < MAX_NESTING ? WRAPPER_KEYS : []) {
    const found = search(dict.entries.get(key), [...path, key]);
    if (found !== null) return found;
  }
  return isMostlyTensors(dict) ? { dict, path } : null;
}

function largestOther(root: PickleValue): Candidate | null {
  const dict = asDict(root);
  let best: Candidate | null = null;
  for (const [key, value] of dict?.entries ?? []) {
    if (typeof key !== 'string' || NOT_WEIGHTS.test(key)) continue;
    const inner = asDict(value);
    if (inner === null || !isMostlyTensors(inner)) continue;
    if (best === null || inner.entries.size > best.dict.entries.size) best = { dict: inner, path: [key] };
  }
  return best;
}

/** A dict, or the attributes of an opaque object such as an argparse.Namespace. */
function asDict(value: PickleValue | undefined): PickleDict | null {
  if (isDict(value)) return value;
  return isCall(value) && isDict(value.state) ? value.state : null;
}

function isMostlyTensors(dict: PickleDict): boolean {
  return tensorsOf(dict).size * 2 > dict.entries.size;
}

function tensorsOf(dict: PickleDict): Map<string, TensorRef> {
  const tensors = new Map<string, TensorRef>();
  for (const [key, value] of dict.entries) {
    const ref = typeof key === 'string' ? tensorRefOf(value) : null;
    if (typeof key === 'string' && ref !== null) tensors.set(key, ref);
  }
  return tensors;
}

/** DataParallel puts `module.` before every name. */
function withoutModulePrefix(tensors: ReadonlyMap<string, TensorRef>): ReadonlyMap<string, TensorRef> {
  const names = [...tensors.keys()];
  if (!names.every((name) => name.startsWith(MODULE_PREFIX))) return tensors;
  return new Map([...tensors].map(([name, ref]) => [name.slice(MODULE_PREFIX.length), ref]));
}

function keysOf(root: PickleValue): string {
  const keys = isDict(root) ? [...root.entries.keys()] : [];
  const names = keys.filter((key) => typeof key === 'string').slice(0, MAX_KEYS_NAMED);
  return names.map((name) => name.slice(0, 80)).join(', ');
}
