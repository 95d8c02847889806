import { damaged } from './damage';
import { CONTAINER_STEPS } from './pickleContainers';
import { PICKLE_LIMITS, PickleMachine, type PickleLimits, type Python2Strings } from './pickleMachine';
import { OBJECT_STEPS } from './pickleObjects';
import { SCALAR_STEPS } from './pickleScalars';
import type { PickleValue } from './pickleValues';

/** One pickle, read. */
export interface Unpickled {
  readonly value: PickleValue;
  /** Offset just behind the STOP: where the next pickle of a legacy torch file begins. */
  readonly end: number;
  /** Every id the pickle refers to storages by, in order of appearance. */
  readonly persistentIds: readonly PickleValue[];
}

const STOP = 0x2e;
const STEPS = buildSteps();

type Step = (m: PickleMachine) => void;

function buildSteps(): readonly (Step | undefined)[] {
  const steps = new Array<Step | undefined>(256).fill(undefined);
  for (const group of [SCALAR_STEPS, CONTAINER_STEPS, OBJECT_STEPS]) {
    for (const [opcode, step] of group) steps[opcode] = step;
  }
  return steps;
}

/**
 * Reads one Python pickle (protocols 0 to 5) as plain data. It has a closed list of opcodes and of names, it
 * calls nothing, and it stops at its limits.
 * @param start offset of the pickle in `bytes`
 * @throws FaultError `pickle-refused` (`name`: a global outside the allow-list), `file-damaged`,
 * `file-too-large`
 */
export function unpickle(
  bytes: Uint8Array,
  start = 0,
  limits: PickleLimits = PICKLE_LIMITS,
  python2Strings: Python2Strings = 'text',
): Unpickled {
  const m = new PickleMachine(bytes, start, limits, python2Strings);
  for (let opcode = m.uint8(); opcode !== STOP; opcode = m.uint8()) {
    m.spend(1);
    const step = STEPS[opcode];
    if (step === undefined) throw damaged(`it holds the unknown pickle instruction ${opcode}`);
    step(m);
  }
  return { value: m.pop(), end: m.position, persistentIds: m.persistentIds };
}
