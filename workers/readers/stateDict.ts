import { FaultError } from '../protocol/faults';
import { isCall, isDict, isSequence, type PickleDict, type PickleValue } from './pickleValues';
import { tensorRefOf, unsupportedKindOf, type TensorRef } from './tensorRef';

/** The weights' place in a checkpoint. */
interface FoundStateDict {
  /** Tensors under the file's own names and in its order. */
  readonly tensors: ReadonlyMap<string, TensorRef>;
  /** The key (or dotted path) that held them; null for a bare state dict. */
  readonly wrapper: string | null;
}

/** Keys under which the known training scripts keep the weights, in order of preference (spec 6.2). */
const WRAPPER_KEYS = ['state_dict', 'model_state_dict', 'net', 'model', 'netC', 'clsmodel'];
/** Never weights, even where they hold tensors: momentum buffers, schedules, triggers, the networks that make triggers. */
const NOT_WEIGHTS = /optim|sched|grid|mask|trigger|^state$|_metadata|^net[GM]$|atkmodel|generator/i;
/** Copies of the weights that were not the ones under attack: only where nothing else is there. */
const SECOND_CHOICE = /ema|teacher|swa|average/i;
const MAX_NESTING = 4;
/** Of a list of networks the first is taken; a longer list is no list of networks. */
const MAX_LISTED = 64;
const MAX_KEYS_NAMED = 12;

/**
 * Finds the state dict: the object itself, or under a known key (nested ones and lists of networks included), else the
 * largest other dict of tensors that is not an optimizer's. Mostly tensors is enough: what else stands in it is left out.
 * @throws FaultError `file-unknown` with the top-level `keys` when there is none; `tensor-unsupported` (`name`, `kind`)
 * for sparse, quantised and complex tensors among the weights; `file-damaged` when a tensor's description makes no sense
 */
export function findStateDict(root: PickleValue): FoundStateDict {
  const search = new Search();
  const found = search.under(root, []) ?? search.largestOther(root);
  if (found === null)
    throw new FaultError('file-unknown', { reason: 'no weights in it', keys: keysOf(root) });
  for (const [name, value] of found.dict.entries) {
    const kind = unsupportedKindOf(value);
    if (kind === null) continue;
    throw new FaultError('tensor-unsupported', {
      name: typeof name === 'string' ? name.slice(0, 80) : 'one',
      kind,
    });
  }
  return { tensors: tensorsOf(found.dict), wrapper: found.path.join('.') || null };
}

interface Candidate {
  readonly dict: PickleDict;
  readonly path: readonly string[];
}

class Search {
  /** Containers looked at: each once, however often (and in whatever circle) the file refers to it. */
  private readonly seen = new Set<PickleValue>();

  /** The weights in `value`, below known keys only. */
  under(value: PickleValue | undefined, path: readonly string[]): Candidate | null {
    if (value === undefined || path.length > MAX_NESTING || this.seen.has(value)) return null;
    if (isSequence(value)) {
      this.seen.add(value);
      return value.items.length > MAX_LISTED ? null : this.firstOf(value.items, path);
    }
    const dict = asDict(value);
    if (dict === null || this.seen.has(dict)) return null;
    this.seen.add(dict);
    // Wrappers come first: a checkpoint may keep many loose tensors (grids, triggers) beside its weights, while
    // no state dict has a dict among its values.
    for (const key of WRAPPER_KEYS) {
      const found = this.under(dict.entries.get(key), [...path, key]);
      if (found !== null) return found;
    }
    return isMostlyTensors(dict) ? { dict, path } : null;
  }

  private firstOf(items: readonly PickleValue[], path: readonly string[]): Candidate | null {
    for (const [i, item] of items.entries()) {
      const found = this.under(item, [...path, String(i)]);
      if (found !== null) return found;
    }
    return null;
  }

  /** The largest state dict under some other key of the top level. */
  largestOther(root: PickleValue): Candidate | null {
    let best: Candidate | null = null;
    for (const [key, value] of asDict(root)?.entries ?? []) {
      if (typeof key !== 'string' || NOT_WEIGHTS.test(key)) continue;
      const found = this.under(value, [key]);
      if (found !== null && (best === null || rank(found) > rank(best))) best = found;
    }
    return best;
  }
}

/** More tensors are better, but any first choice is better than a second. */
function rank({ dict, path }: Candidate): number {
  return dict.entries.size - (SECOND_CHOICE.test(path.join('.')) ? Number.MAX_SAFE_INTEGER : 0);
}

/** A dict, or the attributes of an opaque object such as an argparse.Namespace. */
function asDict(value: PickleValue | undefined): PickleDict | null {
  if (isDict(value)) return value;
  return isCall(value) && isDict(value.state) ? value.state : null;
}

function isMostlyTensors(dict: PickleDict): boolean {
  let tensors = 0;
  for (const value of dict.entries.values()) {
    if (unsupportedKindOf(value) !== null || tensorRefOf(value) !== null) tensors++;
  }
  return tensors * 2 > dict.entries.size;
}

function tensorsOf(dict: PickleDict): Map<string, TensorRef> {
  const tensors = new Map<string, TensorRef>();
  for (const [key, value] of dict.entries) {
    const ref = typeof key === 'string' ? tensorRefOf(value) : null;
    if (typeof key === 'string' && ref !== null) tensors.set(key, ref);
  }
  return tensors;
}

function keysOf(root: PickleValue): string {
  const keys = isDict(root) ? [...root.entries.keys()] : [];
  const names = keys.filter((key) => typeof key === 'string').slice(0, MAX_KEYS_NAMED);
  return names.map((name) => name.slice(0, 80)).join(', ');
}
