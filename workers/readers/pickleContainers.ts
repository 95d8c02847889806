import { damaged } from './damage';
import type { PickleMachine } from './pickleMachine';
import { isDict, isSequence, type PickleDict, type PickleValue } from './pickleValues';

type Step = (m: PickleMachine) => void;

/** Puts alternating keys and values into a dict. */
export function addPairs(dict: PickleDict, flat: readonly PickleValue[]): void {
  if (flat.length % 2 !== 0) throw damaged('its instructions do not add up');
  for (let i = 0; i < flat.length; i += 2) dict.entries.set(flat[i] ?? null, flat[i + 1] ?? null);
}

/** An empty dict. */
export function newDict(): PickleDict {
  return { kind: 'dict', entries: new Map() };
}

function tuple(m: PickleMachine, items: PickleValue[]): void {
  m.pushNew({ kind: 'tuple', items });
}

function tupleOf(m: PickleMachine, length: number): void {
  const items: PickleValue[] = [];
  for (let i = 0; i < length; i++) items.unshift(m.pop());
  tuple(m, items);
}

function append(m: PickleMachine, items: readonly PickleValue[]): void {
  const target = m.top();
  if (!isSequence(target) || target.kind === 'tuple') throw damaged('its instructions do not add up');
  for (const item of items) target.items.push(item);
}

function setItems(m: PickleMachine, flat: readonly PickleValue[]): void {
  const target = m.top();
  if (!isDict(target)) throw damaged('its instructions do not add up');
  addPairs(target, flat);
}

function setItem(m: PickleMachine): void {
  const value = m.pop();
  const key = m.pop();
  setItems(m, [key, value]);
}

function dictFromMark(m: PickleMachine): void {
  const dict = newDict();
  addPairs(dict, m.popToMark());
  m.pushNew(dict);
}

/** POP removes a value, or a mark with nothing on it. */
function pop(m: PickleMachine): void {
  if (m.hasValueAboveMark()) m.pop();
  else m.popToMark();
}

/** Opcodes that build lists, tuples, sets and dicts, and those that move stack and memo. */
export const CONTAINER_STEPS: ReadonlyMap<number, Step> = new Map<number, Step>([
  [0x28, (m) => m.mark()], // MARK
  [0x30, pop], // POP
  [0x31, (m) => void m.popToMark()], // POP_MARK
  [0x32, (m) => m.push(m.top())], // DUP
  [0x5d, (m) => m.pushNew({ kind: 'list', items: [] })], // EMPTY_LIST
  [0x6c, (m) => m.pushNew({ kind: 'list', items: m.popToMark() })], // LIST
  [0x61, (m) => append(m, [m.pop()])], // APPEND
  [0x65, (m) => append(m, m.popToMark())], // APPENDS
  [0x29, (m) => tuple(m, [])], // EMPTY_TUPLE
  [0x74, (m) => tuple(m, m.popToMark())], // TUPLE
  [0x85, (m) => tupleOf(m, 1)], // TUPLE1
  [0x86, (m) => tupleOf(m, 2)], // TUPLE2
  [0x87, (m) => tupleOf(m, 3)], // TUPLE3
  [0x7d, (m) => m.pushNew(newDict())], // EMPTY_DICT
  [0x64, dictFromMark], // DICT
  [0x73, setItem], // SETITEM
  [0x75, (m) => setItems(m, m.popToMark())], // SETITEMS
  [0x8f, (m) => m.pushNew({ kind: 'set', items: [] })], // EMPTY_SET
  [0x90, (m) => append(m, m.popToMark())], // ADDITEMS
  [0x91, (m) => m.pushNew({ kind: 'set', items: m.popToMark() })], // FROZENSET
  [0x67, (m) => m.recall(Number(m.line()))], // GET
  [0x68, (m) => m.recall(m.uint8())], // BINGET
  [0x6a, (m) => m.recall(m.uint32())], // LONG_BINGET
  [0x70, (m) => m.remember(Number(m.line()))], // PUT
  [0x71, (m) => m.remember(m.uint8())], // BINPUT
  [0x72, (m) => m.remember(m.uint32())], // LONG_BINPUT
  [0x94, (m) => m.rememberNext()], // MEMOIZE
]);
