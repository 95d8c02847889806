/** What happens to a run between its command and its first step: the device starts, the images are drawn. */
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { memory } from '../../../workers/device/tf';
import { type Fault, STAGES, toFault } from '../../../workers/protocol';
import { createLab, type Lab, smallRecipe, startBackend } from './smallRun';

let lab: Lab;

beforeAll(startBackend);

beforeEach(async () => {
  lab = await createLab();
});

/** The fault of a run during which `act` is called while its images are drawn. */
async function faultOfRun(act: () => void): Promise<Fault> {
  const recipe = await smallRecipe(lab);
  lab.onEvent = (event) => {
    if (event.kind === 'progress' && event.phase === 'draw-data') act();
  };
  return lab.session.run({ job: 'run', recipe }).then(
    () => {
      throw new Error('nothing was thrown');
    },
    (thrown: unknown) => toFault(thrown),
  );
}

function stagesSeen(): readonly string[] {
  return STAGES.filter((stage) =>
    lab.events.some(({ event }) => event.kind === 'state' && event.stage === stage),
  );
}

it('a cancel while the images are drawn ends the run before its first stage', async () => {
  const before = memory().numTensors;
  const fault = await faultOfRun(() => lab.session.control({ job: 'run', do: 'cancel' }));
  expect(fault.code).toBe('cancelled');
  expect(stagesSeen()).toEqual([]);
  expect(lab.events.pop()?.event).toMatchObject({ kind: 'end', how: 'cancelled' });
  expect(memory().numTensors).toBe(before);
});

it('a device that is lost while the images are drawn ends the run with its loss', async () => {
  const fault = await faultOfRun(() => lab.loseDevice({ code: 'device-lost', params: {} }));
  expect(fault).toMatchObject({ code: 'device-lost', params: { step: 0, at: 0 } });
  expect(stagesSeen()).toEqual([]);
});

it('a cancel while the device starts again ends the run without reading anything', async () => {
  const recipe = await smallRecipe(lab);
  lab.loseDevice({ code: 'device-lost', params: {} });
  const running = lab.session.run({ job: 'run', recipe });
  lab.session.control({ job: 'run', do: 'cancel' });
  await expect(running).rejects.toMatchObject({ fault: { code: 'cancelled' } });
  expect(lab.events.some(({ event }) => event.kind === 'progress' && event.phase === 'draw-data')).toBe(
    false,
  );
});
