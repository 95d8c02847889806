/** What is left of a device that went away, and who starts it again. */
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { nodeReader } from '../../../cli/nodeReader';
import { memory } from '../../../workers/device/tf';
import { Session } from '../../../workers/engine/session';
import { FaultError } from '../../../workers/protocol';
import { createLab, type Lab, ownNetwork, smallNetworkFile, smallRecipe, startBackend } from './smallRun';

const LOSS = { code: 'device-lost', params: {} } as const;
const PICTURES = { network: 'backdoored', images: [0, 1], trigger: null } as const;
const NETWORK = ownNetwork(smallNetworkFile());

let lab: Lab;

beforeAll(startBackend);

beforeEach(async () => {
  lab = await createLab();
});

it('with no run going on, the finished run and the device are given back', async () => {
  const recipe = await smallRecipe(lab);
  const before = memory().numTensors;
  await lab.session.run({ job: 'run', recipe });
  expect(memory().numTensors).toBeGreaterThan(before);
  lab.loseDevice(LOSS);
  expect(memory().numTensors).toBe(before);
  expect(lab.devices).toEqual({ started: 1, disposed: 1 });
  await expect(lab.session.predict({ run: 'run', ...PICTURES })).rejects.toMatchObject({
    fault: { code: 'run-missing' },
  });
  expect(lab.devices.started).toBe(1);
});

it('under a run, the device is given back when the run has ended, and only once', async () => {
  const recipe = await smallRecipe(lab);
  const before = memory().numTensors;
  let disposedAtLoss = -1;
  lab.onEvent = (event) => {
    if (event.kind !== 'progress' || event.phase !== 'unlearn' || event.done !== 2) return;
    lab.loseDevice(LOSS);
    disposedAtLoss = lab.devices.disposed;
  };
  await expect(lab.session.run({ job: 'run', recipe })).rejects.toMatchObject({ fault: LOSS_OF_RUN });
  expect(disposedAtLoss).toBe(0);
  expect(lab.devices).toEqual({ started: 1, disposed: 1 });
  expect(memory().numTensors).toBe(before);
});

const LOSS_OF_RUN = { code: 'device-lost', params: { at: 2 } };

it('loading, asking the doctor and predicting start it again, once for all who wait', async () => {
  const { session } = lab;
  await session.loadModel({ job: 'model', source: NETWORK });
  await session.loadData({ job: 'data', source: { kind: 'shapes', seed: 1 } });
  lab.loseDevice(LOSS);
  const [rows, seen] = await Promise.all([
    session.diagnose({ job: 'doctor' }),
    session.predict({ run: null, ...PICTURES }),
  ]);
  expect([rows.length > 0, seen.length]).toEqual([true, 2]);
  expect(lab.devices).toEqual({ started: 2, disposed: 1 });
  lab.loseDevice(LOSS);
  await session.loadModel({ job: 'again', source: NETWORK });
  expect(lab.devices).toEqual({ started: 3, disposed: 2 });
});

it('a session that never had a device opens networks without one', async () => {
  const session = new Session({
    startDevice: () => Promise.reject(new FaultError('bug')),
    readAsset: () => Promise.reject(new FaultError('bug')),
    reader: nodeReader,
    emit: () => undefined,
    versions: {},
  });
  expect((await session.loadModel({ job: 'model', source: NETWORK })).classes).toBe(10);
});
