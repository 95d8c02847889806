/** Files are kept whole or not at all, whatever the storage does; keeping never stands in the way of opening. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bundle } from '../../../src/client/bundle';
import {
  forget,
  forgetAll,
  keep,
  kept,
  keepPermanently,
  keepSet,
  room,
  takeKept,
  takeKeptSet,
} from '../../../src/client/keptFiles';
import { keptStore } from '../../../src/state/keptStore';
import { stubStorage } from './fakeStorage';

const sha = (digit: string | number): string => String(digit).repeat(64);
const fileOf = (name: string, bytes: number): File => new File([new Uint8Array(bytes)], name);
const namesOf = (files: readonly { readonly name: string }[]): readonly string[] =>
  files.map(({ name }) => name);
const EMPTY = keptStore.getInitialState();

/** As if the page had been opened after all that was kept until now. */
function reopenPage(): void {
  vi.setSystemTime(Date.now() + 1000);
  vi.stubGlobal('performance', { timeOrigin: Date.now() });
  keptStore.setState(EMPTY);
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  keptStore.setState(EMPTY);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('keeping a file', () => {
  it('gives it back under its name, and forgets it when asked', async () => {
    stubStorage();
    const file = new File([Uint8Array.of(1, 2, 3)], 'model.pth');
    expect(await keep(file, sha(1))).toEqual({ kind: 'kept', dropped: [] });
    const taken = await takeKept(sha(1));
    expect(taken?.name).toBe('model.pth');
    expect(new Uint8Array((await taken?.arrayBuffer()) ?? new ArrayBuffer())).toEqual(Uint8Array.of(1, 2, 3));
    expect(keptStore.getState()).toMatchObject({
      status: 'ready',
      files: [{ name: 'model.pth', bytes: 3, sha256: sha(1) }],
      room: { usedBytes: 3, quotaBytes: 1e9 },
    });
    await forget(sha(1));
    expect(await takeKept(sha(1))).toBeNull();
    expect(await kept()).toEqual([]);
  });

  it('gives a folder back with all its paths, in order', async () => {
    stubStorage();
    const files = ['cat/1.png', 'cat/2.png', 'dog/1.png'].map((path, i) => ({
      path: `pets/${path}`,
      file: new File([Uint8Array.from({ length: 10 * i }, () => i)], path.slice(4)),
    }));
    await keepSet(files, 'pets', sha(1));
    const taken = (await takeKeptSet(sha(1))) ?? [];
    expect(taken.map(({ path }) => path)).toEqual(files.map(({ path }) => path));
    for (const [i, { file }] of taken.entries()) {
      expect(file.name).toBe(files[i]?.file.name);
      expect(new Uint8Array(await file.arrayBuffer())).toEqual(new Uint8Array(10 * i).fill(i));
    }
    expect(keptStore.getState().files).toMatchObject([{ name: 'pets', files: 3 }]);
  });

  it('takes no lone file for a bundle, whatever it ends with', async () => {
    stubStorage();
    const file = bundle([{ path: 'a', file: new File(['x'], 'a') }], 'looks-like-one.bin');
    await keepSet([{ path: file.name, file }], file.name, sha(1));
    expect((await takeKeptSet(sha(1)))?.map(({ path }) => path)).toEqual(['looks-like-one.bin']);
  });

  it('leaves folders of very many files where they are', async () => {
    stubStorage();
    const files = Array.from({ length: 1001 }, (_, i) => ({ path: `many/${i}`, file: new File([], `${i}`) }));
    await keepSet(files, 'many', sha(1));
    expect(await takeKeptSet(sha(1))).toBeNull();
  });

  it('writes the same bytes once; the newest name counts, and the last used stands first', async () => {
    const storage = stubStorage();
    for (const [name, digit] of [
      ['a', 1],
      ['b', 2],
      ['c', 1],
    ] as const) {
      await keep(fileOf(name, digit), sha(digit));
      vi.setSystemTime(Date.now() + 10);
    }
    expect(storage.writes).toBe(2);
    expect(namesOf(await kept())).toEqual(['c', 'b']);
    await takeKept(sha(2));
    expect(namesOf(keptStore.getState().files)).toEqual(['b', 'c']);
    await forgetAll();
    expect([...storage.files.keys()]).toEqual([]);
    expect(keptStore.getState().files).toEqual([]);
  });

  it('clears away what a crash left: bytes without a line, a line without bytes, half a file', async () => {
    const storage = stubStorage();
    for (const digit of [1, 2, 3]) await keep(fileOf(`${digit}.pth`, 10), sha(digit));
    storage.files.set(sha(9), fileOf(sha(9), 5));
    storage.files.delete(sha(1));
    storage.files.set(sha(2), fileOf(sha(2), 4));
    expect(await takeKept(sha(1))).toBeNull();
    expect(await takeKept(sha(2))).toBeNull();
    expect(namesOf(await kept())).toEqual(['3.pth']);
    expect([...storage.files.keys()]).toEqual([sha(3)]);
  });

  it('survives a list that is no list of ours', async () => {
    const storage = stubStorage();
    await keep(fileOf('a', 1), sha(1));
    for (const damage of ['{', '7', '[null, 3, {"sha256": 1}]', '[{"sha256":"a","name":"b","bytes":1.5}]']) {
      storage.lines.set('rnp-kept-files', damage);
      expect(await kept()).toEqual([]);
    }
  });
});

describe('when space is short', () => {
  it('the least recently used give way, as few as suffice', async () => {
    stubStorage({ quotaBytes: 1000 });
    for (const digit of [1, 2, 3]) {
      await keep(fileOf(`${digit}`, 280), sha(digit));
      vi.setSystemTime(Date.now() + 10);
    }
    await takeKept(sha(1));
    reopenPage();
    const keeping = await keep(fileOf('new', 300), sha(4));
    expect(keeping).toMatchObject({ kind: 'kept', dropped: [{ name: '2' }] });
    expect(namesOf(await kept())).toEqual(['new', '1', '3']);
  });

  it('nothing gives way in vain, nor what the page may still read from', async () => {
    const storage = stubStorage({ quotaBytes: 1000 });
    await keep(fileOf('old', 400), sha(1));
    reopenPage();
    const refused = { kind: 'not-kept', reason: 'no-room' };
    expect(await keep(fileOf('huge', 901), sha(2))).toEqual(refused);
    expect(keptStore.getState().refusal).toEqual({ name: 'huge', bytes: 901, reason: 'no-room' });
    expect(namesOf(await kept())).toEqual(['old']);
    await takeKept(sha(1));
    expect(await keep(fileOf('large', 600), sha(3))).toEqual(refused);
    expect([...storage.files.keys()]).toEqual([sha(1)]);
    expect(await keep(fileOf('small', 100), sha(4))).toMatchObject({ kind: 'kept' });
    expect(keptStore.getState().refusal).toBeNull();
  });

  const unreadable = fileOf('a', 10);
  unreadable.slice = () => {
    const part = new Blob();
    part.arrayBuffer = () => Promise.reject(new DOMException('it has changed', 'NotReadableError'));
    return part;
  };
  it.each([
    ['QuotaExceededError', fileOf('a', 10), 'no-room'],
    // What Chromium says at times when the quota is used up.
    ['NotReadableError', fileOf('a', 10), 'no-room'],
    ['NotReadableError', unreadable, 'failed'],
    ['NoModificationAllowedError', fileOf('a', 10), 'failed'],
  ] as const)('a write that fails with %s leaves nothing behind', async (name, file, reason) => {
    const storage = stubStorage();
    storage.failWith = new DOMException('', name);
    expect(await keep(file, sha(1))).toEqual({ kind: 'not-kept', reason });
    expect(storage.files.size).toBe(0);
    expect(await kept()).toEqual([]);
  });
});

describe('where nothing can be kept', () => {
  it.each([{ isPrivate: true }, { isReadOnly: true }])('%o: everything says so, quietly', async (options) => {
    stubStorage(options);
    const keeping = await keep(fileOf('a', 1), sha(1));
    expect(keeping).toEqual({ kind: 'not-kept', reason: 'unavailable' });
    expect(keptStore.getState().status).toBe('unavailable');
    expect(await kept()).toEqual([]);
    expect(await takeKept(sha(1))).toBeNull();
    await forget(sha(1));
    await forgetAll();
  });

  it('not even a browser without any storage throws', async () => {
    vi.stubGlobal('navigator', {});
    expect(await kept()).toEqual([]);
    expect(await keep(fileOf('a', 1), sha(1))).toMatchObject({ kind: 'not-kept' });
    expect(await takeKept(sha(1))).toBeNull();
    expect(await room()).toBeNull();
    expect(await keepPermanently()).toBe(false);
  });
});

describe('whatever happens in whatever order', () => {
  const digit = fc.integer({ min: 1, max: 5 });
  const step = fc.oneof(
    fc.record({ kind: fc.constant('keep' as const), digit, bytes: fc.integer({ min: 0, max: 500 }) }),
    fc.record({ kind: fc.constantFrom('forget', 'take', 'lose', 'stray', 'reopen'), digit }),
  );

  it('bytes and list agree, and a tenth of the quota stays free', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const storage = stubStorage({ quotaBytes: 1000 });
        for (const each of steps) {
          const sha256 = sha(each.digit);
          vi.setSystemTime(Date.now() + 1);
          if ('bytes' in each) await keep(fileOf('f', each.bytes), sha256);
          else if (each.kind === 'forget') await forget(sha256);
          else if (each.kind === 'take') await takeKept(sha256);
          else if (each.kind === 'lose') storage.files.delete(sha256);
          else if (each.kind === 'stray') storage.files.set(sha256, fileOf('stray', 7));
          else reopenPage();
        }
        const files = await kept();
        expect(files.map(({ sha256, bytes }) => [sha256, bytes]).toSorted()).toEqual(
          [...storage.files].map(([name, file]) => [name, file.size]).toSorted(),
        );
        const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
        expect(bytes).toBeLessThanOrEqual(900);
      }),
      { numRuns: 100 },
    );
  });
});
