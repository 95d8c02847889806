import { damaged } from './damage';
import { ELEMENT_BYTES, ELEMENT_TYPES, elementCount, type ElementType } from './elements';
import { isCall, isKinded, isSequence, type PickleCall, type PickleValue } from './pickleValues';

/** A tensor as the pickle describes it: a strided window on a storage. Sizes, strides, offset in elements. */
export interface TensorRef {
  readonly storageKey: string;
  readonly dtype: ElementType;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** One storage as a persistent id describes it: ('storage', type, key, device, elements[, view]). */
interface StorageRef {
  readonly key: string;
  /** null for an untyped storage: the tensor names the type. */
  readonly dtype: ElementType | null;
  /** Elements by which a legacy "view" storage starts inside its root storage. */
  readonly viewOffset: number;
}

const STORAGE_TYPES: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ['Float', 'float32'],
  ['Double', 'float64'],
  ['Half', 'float16'],
  ['BFloat16', 'bfloat16'],
  ['Long', 'int64'],
  ['Int', 'int32'],
  ['Short', 'int16'],
  ['Char', 'int8'],
  ['Byte', 'uint8'],
  ['Bool', 'bool'],
]);

const DTYPE_ALIASES: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ['float', 'float32'],
  ['double', 'float64'],
  ['half', 'float16'],
  ['long', 'int64'],
  ['int', 'int32'],
  ['short', 'int16'],
]);

const REBUILD_TENSOR = /^torch\._utils\._rebuild_tensor(_v2|_v3)?$/;
const REBUILD_PARAMETER = /^torch\._utils\._rebuild_parameter(_with_state)?$/;
const REBUILD_SUBCLASS = 'torch._tensor._rebuild_from_type_v2';
const MAX_WRAPPINGS = 4;
const MAX_DIMENSIONS = 32;

/** `Float` of `torch.cuda.FloatStorage`; empty for what is no storage. */
function elementName(type: string): string {
  return type.endsWith('Storage') ? type.slice(type.lastIndexOf('.') + 1, -'Storage'.length) : '';
}

/** The storage a persistent id names, or null when the id is of another form. */
export function storageOf(id: PickleValue): StorageRef | null {
  if (!isSequence(id) || id.items[0] !== 'storage') return null;
  const [, type, key, , , view] = id.items;
  if (!isKinded(type) || type.kind !== 'global' || typeof key !== 'string') return null;
  const dtype = STORAGE_TYPES.get(/([A-Za-z0-9]+)Storage$/.exec(type.name)?.[1] ?? '') ?? null;
  const viewOffset = isSequence(view) ? integer(view.items[1]) : 0;
  return { key, dtype, viewOffset };
}

/**
 * What keeps a value that claims to be a tensor from being read, as a word (`sparse`, `quantised`, `float8_e4m3fn`);
 * null for dense tensors of known types and for everything else. Tuples of tensors (packed quantised weights) count.
 */
export function unsupportedKindOf(value: PickleValue | undefined): string | null {
  const values = isSequence(value) && value.kind === 'tuple' ? value.items.slice(0, MAX_WRAPPINGS) : [value];
  for (const each of values) {
    const call = unwrapped(each);
    const kind = call === null ? null : (UNSUPPORTED_CALLS.get(call.name) ?? strangeTypeOf(call));
    if (kind !== null) return kind;
  }
  return null;
}

const UNSUPPORTED_CALLS: ReadonlyMap<string, string> = new Map([
  ['torch._utils._rebuild_qtensor', 'quantised'],
  ['torch._utils._rebuild_sparse_tensor', 'sparse'],
  ['torch._utils._rebuild_sparse_csr_tensor', 'sparse'],
  ['torch._utils._rebuild_meta_tensor_no_storage', 'without numbers (on the meta device)'],
]);

/** The element type of a tensor where it is none of ours: complex128, float8_e4m3fn. */
function strangeTypeOf(call: PickleCall): string | null {
  if (!REBUILD_TENSOR.test(call.name)) return null;
  const [persistent] = call.args;
  const id = isKinded(persistent) && persistent.kind === 'persistent' ? persistent.id : null;
  const storage = isSequence(id) ? id.items[1] : null;
  const type = call.name.endsWith('_v3') ? call.args[6] : storage;
  if (!isKinded(type) || type.kind !== 'global' || dtypeOf(type) !== null) return null;
  const name = type.name.replace(/^torch\.(cuda\.)?/, '').replace(/Storage$/, '');
  return /^storage\.|Typed|Untyped/.test(name) || STORAGE_TYPES.has(name) ? null : name;
}

/**
 * The tensor that a pickled value describes, or null when it describes something else.
 * @throws FaultError `file-damaged` when it claims to be a tensor and its numbers make no sense
 */
export function tensorRefOf(value: PickleValue | undefined): TensorRef | null {
  const call = unwrapped(value);
  if (call === null || !REBUILD_TENSOR.test(call.name)) return null;
  const [persistent, offset, size, strides] = call.args;
  if (!isKinded(persistent) || persistent.kind !== 'persistent') throw damaged('a tensor has no storage');
  const storage = storageOf(persistent.id);
  if (storage === null) throw damaged('a tensor has no storage');
  // _rebuild_tensor_v3 names the type of an untyped storage as its last argument.
  const dtype = (call.name.endsWith('_v3') ? dtypeOf(call.args[6]) : storage.dtype) ?? storage.dtype;
  if (dtype === null) throw damaged('a tensor has no element type');
  const ref = {
    storageKey: storage.key,
    dtype,
    offset: storage.viewOffset + integer(offset),
    shape: integers(size),
    strides: integers(strides),
  };
  if (ref.strides.length !== ref.shape.length || ref.shape.length > MAX_DIMENSIONS) {
    throw damaged('a tensor has an impossible shape');
  }
  return ref;
}

/** Parameters and tensor subclasses carry the plain tensor as an argument. */
function unwrapped(value: PickleValue | undefined): PickleCall | null {
  let current = value;
  for (let depth = 0; depth <= MAX_WRAPPINGS && isCall(current); depth++) {
    if (REBUILD_PARAMETER.test(current.name)) current = current.args[0];
    else if (current.name === REBUILD_SUBCLASS) current = innerOfSubclass(current);
    else return current;
  }
  return null;
}

/** `_rebuild_from_type_v2(function, type, args, state)` stands for `function(*args)`. */
function innerOfSubclass(call: PickleCall): PickleValue {
  const [callee, , args] = call.args;
  if (!isKinded(callee) || callee.kind !== 'global' || !isSequence(args)) return null;
  return { kind: 'call', name: callee.name, args: args.items, state: null };
}

function dtypeOf(value: PickleValue | undefined): ElementType | null {
  if (!isKinded(value) || value.kind !== 'global') return null;
  const name = value.name.replace(/^torch\./, '');
  const alias = DTYPE_ALIASES.get(name);
  if (alias !== undefined) return alias;
  return ELEMENT_TYPES.find((type) => type === name) ?? null;
}

function integer(value: PickleValue | undefined): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw damaged('a tensor has an impossible shape');
  }
  return value;
}

function integers(value: PickleValue | undefined): number[] {
  const list = isCall(value) && value.name === 'torch.Size' ? value.args[0] : value;
  if (!isSequence(list)) throw damaged('a tensor has an impossible shape');
  return list.items.map(integer);
}

/** One past the last element of the storage that the tensor touches; 0 for a tensor without elements. */
export function reachOf(ref: TensorRef): number {
  if (elementCount(ref.shape) === 0) return 0;
  return (
    ref.shape.reduce((reach, size, axis) => reach + (size - 1) * (ref.strides[axis] ?? 0), ref.offset) + 1
  );
}

/**
 * The tensor's elements in row-major order, gathered from its storage; all of them bytes as the file has them.
 * @param storage the storage's bytes; must reach as far as {@link reachOf} says
 * @param isLastUse nobody else needs the storage: a tensor that fills it takes its memory instead of a copy
 */
export function gatherElements(ref: TensorRef, storage: Uint8Array, isLastUse: boolean): Uint8Array {
  const size = ELEMENT_BYTES[ref.dtype];
  const bytes = elementCount(ref.shape) * size;
  if (isContiguous(ref)) {
    if (isLastUse && bytes === storage.length) return storage;
    return storage.slice(ref.offset * size, ref.offset * size + bytes);
  }
  const out = new Uint8Array(bytes);
  const index = new Array<number>(ref.shape.length).fill(0);
  let from = ref.offset;
  for (let to = 0; to < bytes; to += size) {
    for (let i = 0; i < size; i++) out[to + i] = storage[from * size + i] ?? 0;
    from += nextStep(ref, index);
  }
  return out;
}

/** Odometer: raises the last axis; on overflow sets it back and raises the one before. Answers the way in the storage. */
function nextStep(ref: TensorRef, index: number[]): number {
  let step = 0;
  for (let axis = ref.shape.length - 1; axis >= 0; axis--) {
    const size = ref.shape[axis] ?? 1;
    const stride = ref.strides[axis] ?? 0;
    const next = (index[axis] ?? 0) + 1;
    step += stride;
    index[axis] = next;
    if (next < size) break;
    step -= size * stride;
    index[axis] = 0;
  }
  return step;
}

function isContiguous(ref: TensorRef): boolean {
  let expected = 1;
  for (let axis = ref.shape.length - 1; axis >= 0; axis--) {
    const size = ref.shape[axis] ?? 1;
    // The stride of an axis of length 1 is never used and may be anything.
    if (size !== 1 && ref.strides[axis] !== expected) return false;
    expected *= size;
  }
  return true;
}
