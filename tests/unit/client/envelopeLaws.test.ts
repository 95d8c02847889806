import { expect, it } from 'vitest';
import type { EngineEvent } from '../../../workers/protocol';
import { EnvelopeLaws } from '../../../src/client/envelopeLaws';

const END: EngineEvent = { kind: 'end', how: 'done' };
const STATE: EngineEvent = { kind: 'state', state: 'running', stage: null };
const envelope = (job: string, seq: number, events: readonly EngineEvent[] = []) => ({
  protocol: 1,
  job,
  seq,
  sentMs: 0,
  events,
});

it('accepts a lawful stream, job by job', () => {
  const laws = new EnvelopeLaws();
  const stream = [envelope('a', 0), envelope('b', 5), envelope('a', 1), envelope('b', 6, [STATE, END])];
  expect(stream.map((each) => laws.check(each))).toEqual([null, null, null, null]);
});

it('names a gap, a repetition, and whatever follows an end', () => {
  const laws = new EnvelopeLaws();
  laws.check(envelope('a', 0));
  expect(laws.check(envelope('a', 2))).toMatch(/2 after 0/);
  expect(laws.check(envelope('a', 2))).toMatch(/2 after 2/);
  expect(laws.check(envelope('a', 3, [END, STATE]))).toMatch(/after end/);
  expect(laws.check(envelope('a', 4))).toMatch(/after its end/);
});
