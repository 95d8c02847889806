/** What is done with rows that are new, against a scripted engine. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { itemOf, type ItemRole } from '../../../src/features/model/itemRoles';
import { inUse, openRows } from '../../../src/features/model/openRows';
import { loneItem } from '../../../src/features/model/ownItems';
import type { OwnRow } from '../../../src/features/model/ownRows';
import { client } from '../../../src/client/engineClient';
import { closeEngine, setEngineHost } from '../../../src/client/session';
import { dismissEngineFault, engineStore, initialEngineState } from '../../../src/state/engineStore';
import { FIRST_PRESET, firstRecipe, setRecipe } from '../../../src/state/recipeStore';
import { FakeEngine } from '../client/fakeEngine';
import { DATA } from '../run/plausibleRun';

let engine = new FakeEngine();

beforeEach(() => {
  vi.stubGlobal('document', { baseURI: 'http://localhost/', hidden: false });
  setEngineHost(() => {
    engine = new FakeEngine();
    engine.answers.loadData = { ok: true, value: { ...DATA, kind: 'files', test: null } };
    return engine.host();
  });
  engineStore.setState(initialEngineState(), true);
  setRecipe(firstRecipe(), FIRST_PRESET);
});
afterEach(() => {
  closeEngine({ code: 'cancelled', params: {} });
  vi.unstubAllGlobals();
});

const rowsOf = (given: Partial<Record<ItemRole, string>>): ReadonlyMap<ItemRole, OwnRow> =>
  new Map(
    Object.entries(given).map(([role, name]) => {
      const known = role as ItemRole;
      return [known, { item: loneItem(new File(['x'], name)), role: known, reading: {}, asks: [] }];
    }),
  );

it('a fault of something earlier neither comes back nor keeps the preprocessing doctor from being asked', async () => {
  await client.connect();
  await openRows(rowsOf({ model: 'net.pth' }), true);
  engineStore.setState({ fault: { code: 'file-unknown', params: {}, file: 'earlier.doc' } });
  await openRows(rowsOf({ defense: 'd.bin' }), true);
  expect(engineStore.getState().fault).toBeNull();
  expect(engineStore.getState().doctor).toHaveLength(1);
});

it('a network that is refused stays refused on the page when the images beside it open', async () => {
  await client.connect();
  engine.answers.loadModel = { ok: false, fault: { code: 'file-unknown', params: {}, file: 'net.doc' } };
  await openRows(rowsOf({ model: 'net.doc', defense: 'd.bin' }), true);
  expect(engineStore.getState()).toMatchObject({ fault: { file: 'net.doc' }, doctor: null });
  expect(itemOf(inUse(), 'defense')?.name).toBe('d.bin');
});

it('a refusal that was dismissed while the file doctor still looked does not come back', async () => {
  await client.connect();
  engine.answers.loadModel = { ok: false, fault: { code: 'file-unknown', params: {}, file: 'net.doc' } };
  const looked = vi.spyOn(client, 'examineAfter').mockImplementation((fault) => {
    expect(engineStore.getState().fault).toBe(fault);
    dismissEngineFault();
    return Promise.resolve();
  });
  await openRows(rowsOf({ model: 'net.doc' }), true);
  expect(looked).toHaveBeenCalledOnce();
  expect(engineStore.getState().fault).toBeNull();
  looked.mockRestore();
});
