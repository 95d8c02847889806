import { FaultError } from '../protocol/faults';
import { damaged } from './damage';
import { addPairs, newDict } from './pickleContainers';
import { meaningOf } from './pickleGlobals';
import type { PickleMachine } from './pickleMachine';
import { isDict, isKinded, isSequence, type PickleDict, type PickleValue } from './pickleValues';

type Step = (m: PickleMachine) => void;

function pushGlobal(m: PickleMachine, module: string, attribute: string): void {
  const name = `${module}.${attribute}`;
  meaningOf(name);
  m.pushNew({ kind: 'global', name });
}

function stackGlobal(m: PickleMachine): void {
  const attribute = m.pop();
  const module = m.pop();
  if (typeof module !== 'string' || typeof attribute !== 'string') throw damaged('a name in it is not text');
  pushGlobal(m, module, attribute);
}

/** `callee(*args)`: containers become containers, everything else a description of the call. */
function describeCall(m: PickleMachine, callee: PickleValue, args: readonly PickleValue[]): PickleValue {
  if (!isKinded(callee) || callee.kind !== 'global') throw damaged('it calls something that is no name');
  const { name } = callee;
  const meaning = meaningOf(name);
  if (meaning === 'dict') return dictFrom(m, args);
  if (meaning === 'sequence') {
    const [first] = args;
    const items = isSequence(first) ? first.items : [];
    m.spend(items.length);
    return {
      kind: name.endsWith('list') ? 'list' : name.endsWith('tuple') ? 'tuple' : 'set',
      items: [...items],
    };
  }
  return { kind: 'call', name, args, state: null };
}

/** OrderedDict(), OrderedDict([[key, value], ...]), Counter({...}), defaultdict(factory). */
function dictFrom(m: PickleMachine, args: readonly PickleValue[]): PickleDict {
  const dict = newDict();
  const [first] = args;
  if (isDict(first)) {
    m.spend(first.entries.size);
    for (const [key, value] of first.entries) dict.entries.set(key, value);
  } else if (isSequence(first)) {
    m.spend(first.items.length);
    for (const pair of first.items) {
      if (!isSequence(pair) || pair.items.length !== 2) throw damaged('its instructions do not add up');
      addPairs(dict, pair.items);
    }
  }
  return dict;
}

function argumentsOf(value: PickleValue): readonly PickleValue[] {
  if (!isSequence(value) || value.kind !== 'tuple') throw damaged('its instructions do not add up');
  return value.items;
}

function reduce(m: PickleMachine): void {
  const args = argumentsOf(m.pop());
  m.pushNew(describeCall(m, m.pop(), args));
}

function newObjectWithKeywords(m: PickleMachine): void {
  m.pop(); // keyword arguments: no allowed class takes any
  reduce(m);
}

/** INST and OBJ, the ways protocols 0 and 1 make an instance. */
function instance(m: PickleMachine): void {
  const module = m.line();
  const attribute = m.line();
  const args = m.popToMark();
  pushGlobal(m, module, attribute);
  m.pushNew(describeCall(m, m.pop(), args));
}

function objectFromMark(m: PickleMachine): void {
  const [callee = null, ...args] = m.popToMark();
  m.pushNew(describeCall(m, callee, args));
}

/** `__setstate__`: kept on opaque objects; an OrderedDict's attributes (`_metadata`) say nothing we need. */
function build(m: PickleMachine): void {
  const state = m.pop();
  const target = m.top();
  if (!isKinded(target)) throw damaged('its instructions do not add up');
  if (target.kind === 'call') target.state = state;
}

function persistent(m: PickleMachine, id: PickleValue): void {
  m.persistentIds.push(id);
  m.pushNew({ kind: 'persistent', id });
}

function protocol(m: PickleMachine): void {
  const version = m.uint8();
  if (version > 5) throw damaged(`its pickle protocol ${version} is unknown`);
}

/** A frame only helps to read ahead; we have the bytes already. */
function frame(m: PickleMachine): void {
  m.uint64();
}

/** Extension codes stand for names that only the writer's Python knew. */
function extension(code: number): never {
  throw new FaultError('pickle-refused', { name: `copyreg.extension.${code}` });
}

/** Opcodes that name, call and build objects. Those that would run code describe it instead. */
export const OBJECT_STEPS: ReadonlyMap<number, Step> = new Map<number, Step>([
  [0x80, protocol], // PROTO
  [0x95, frame], // FRAME
  [0x63, (m) => pushGlobal(m, m.line(), m.line())], // GLOBAL
  [0x93, stackGlobal], // STACK_GLOBAL
  [0x52, reduce], // REDUCE
  [0x81, reduce], // NEWOBJ
  [0x92, newObjectWithKeywords], // NEWOBJ_EX
  [0x69, instance], // INST
  [0x6f, objectFromMark], // OBJ
  [0x62, build], // BUILD
  [0x50, (m) => persistent(m, m.line())], // PERSID
  [0x51, (m) => persistent(m, m.pop())], // BINPERSID
  [0x82, (m) => extension(m.uint8())], // EXT1
  [0x83, (m) => extension(m.uint16())], // EXT2
  [0x84, (m) => extension(m.uint32())], // EXT4
]);
