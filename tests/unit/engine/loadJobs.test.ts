/** Loads tell how much they have read, can be stopped, and leave what was open. */
import { describe, expect, it } from 'vitest';
import { LoadJobs } from '../../../workers/engine/loadJobs';
import { type EngineEvent, toFault } from '../../../workers/protocol';
import type { TellPhase } from '../../../workers/engine/loadJobs';
import type { ByteSource } from '../../../workers/readers/byteSource';
import { tellingSources } from '../../../workers/reading/sources';

function telling(tell: TellPhase): ByteSource {
  const blob = { path: 'net.pth', file: new Blob([new Uint8Array(100)]) };
  const [source] = tellingSources([blob], 'read', (step, done, total) => tell(step, done, total, 'byte'));
  if (source === undefined) throw new RangeError('one file, one source');
  return source;
}

function start() {
  const events: EngineEvent[] = [];
  return { events, loads: new LoadJobs((_job, event) => events.push(event)) };
}

describe('a load', () => {
  it('says how many bytes of how many it has read, and never more than there are', async () => {
    const { events, loads } = start();
    await loads.run('load', async (tell) => {
      const read = telling(tell);
      for (const [from, to] of [
        [0, 40],
        [40, 90],
        [0, 100],
      ] as const)
        await read.slice(from, to);
    });
    const progress = events.filter((event) => event.kind === 'progress');
    expect(progress.map(({ done, total, unit }) => [done, total, unit])).toEqual([
      [40, 100, 'byte'],
      [90, 100, 'byte'],
      [100, 100, 'byte'],
    ]);
    expect(events.at(-1)).toEqual({ kind: 'end', how: 'done' });
  });

  it('ends at its next reading when it is stopped', async () => {
    const { events, loads } = start();
    const result = loads.run('load', async (tell) => {
      const read = telling(tell);
      await read.slice(0, 10);
      expect(loads.stop('load')).toBe(true);
      await read.slice(10, 20);
    });
    expect(toFault(await result.catch((thrown: unknown) => thrown)).code).toBe('cancelled');
    expect(events.at(-1)).toMatchObject({ kind: 'end', how: 'cancelled' });
    expect(loads.stop('load')).toBe(false);
  });
});
