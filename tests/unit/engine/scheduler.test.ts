/** Commands that come before a run has begun. */
import { expect, it } from 'vitest';
import { Scheduler } from '../../../workers/engine/scheduler';
import type { EngineEvent } from '../../../workers/protocol';

it('a cancel before the run begins ends it before anything of it is done', async () => {
  const events: EngineEvent[] = [];
  let isStarted = false;
  async function* run(): AsyncGenerator<EngineEvent, string> {
    isStarted = true;
    yield await Promise.resolve({ kind: 'state', state: 'running', stage: 'unlearn' } as const);
    return 'done';
  }
  const scheduler = new Scheduler(
    (event) => events.push(event),
    () => false,
  );
  scheduler.control('cancel');
  await expect(scheduler.drive(run())).rejects.toMatchObject({ fault: { code: 'cancelled' } });
  expect(isStarted).toBe(false);
  expect(events).toEqual([{ kind: 'state', state: 'cancelling', stage: null }]);
});
