/** The attack itself: whatever a reader does wrong has to show, or all the other tests say nothing. */
import { describe, expect, it } from 'vitest';
import { fuzzReader } from './fuzzReader';
import { mutate } from './mutate';
import { probe, type FuzzTarget } from './target';
import { targetsOf } from './targets';

const rogues = await targetsOf('rogues');

function rogue(reader: string): FuzzTarget {
  const found = rogues.find((each) => each.reader === reader);
  if (found === undefined) throw new Error(`no rogue is named ${reader}`);
  return found;
}

const attack = (reader: string) => fuzzReader({ group: 'rogues', reader, from: 0, to: 2 });

describe('an attack on a rogue', () => {
  it.each([
    ['crash', 'crash'],
    ['endless', 'hang'],
    ['greedy', 'over-budget'],
  ] as const)('%s: each input is a %s, and the next one follows', async (reader, verdict) => {
    const { counts, failures } = await attack(reader);
    expect(counts).toMatchObject({ accepted: 0, fault: 0, [verdict]: 2 });
    expect(failures).toHaveLength(2);
  });

  it('hoarding objects ends it: the thread has only so much memory, and a machine that is busy only so much time', async () => {
    const { counts } = await attack('hoarding');
    expect(counts['over-budget'] + counts.hang).toBe(2);
  });

  it('with copies of what it was given counts them', async () => {
    expect(await attack('copying')).toMatchObject({ counts: { accepted: 2 } });
    expect(await attack('copying-much')).toMatchObject({ counts: { 'over-budget': 2 } });
  });
});

describe('a probe', () => {
  const input = new Uint8Array(100);

  it('counts the bytes that were asked for, not views of them', async () => {
    expect(await probe(rogue('copying'), input)).toMatchObject({ verdict: 'accepted', bytes: 100 });
    expect(await probe(rogue('copying-much'), input)).toMatchObject({ bytes: 100_000 });
    const views = { ...rogue('copying'), read: (bytes: Uint8Array) => bytes.subarray(1).subarray(1) };
    expect(await probe(views, input)).toMatchObject({ bytes: 0 });
    const { detail } = await probe(rogue('greedy'), input);
    expect(detail).toBe('1073741824 bytes asked for 100, 2624 allowed');
  });

  it('calls what ends too late a hang', async () => {
    expect((await probe(rogue('slow'), input)).verdict).toBe('hang');
  });
});

describe('damage', () => {
  it('is the same for the same number', () => {
    const seeds = [new Uint8Array(100).map((_, i) => i)];
    expect(mutate(seeds, 7)).toEqual(mutate(seeds, 7));
    expect(mutate(seeds, 7)).not.toEqual(mutate(seeds, 8));
  });
});
