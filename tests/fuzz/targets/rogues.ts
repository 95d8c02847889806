/** Readers that break one rule each, whatever they are given: the attack has to notice. */
import type { FuzzTarget } from '../target';

/** Keeps the objects of a hog alive. */
const hoard: unknown[] = [];

function rogue(reader: string, read: FuzzTarget['read']): FuzzTarget {
  return { reader, read, seeds: [new Uint8Array(100).fill(1)], budget: { free: 1024, perByte: 16 } };
}

export const targets = (): readonly FuzzTarget[] => [
  rogue('crash', () => {
    throw new TypeError('no fault, but a bug');
  }),
  rogue('slow', () => {
    for (const end = performance.now() + 2_100; performance.now() < end;);
  }),
  rogue('endless', () => {
    for (;;);
  }),
  // What a forged length does: much room for little.
  rogue('greedy', () => new Float32Array(2 ** 28)),
  // Nothing but a copy: that is within the budget, and copies are counted at all.
  rogue('copying', (bytes) => bytes.slice()),
  rogue('copying-much', (bytes) => Array.from({ length: 1000 }, () => bytes.map((each) => each + 1))),
  rogue('hoarding', () => {
    for (;;) hoard.push(new Array<number>(2 ** 24));
  }),
];
