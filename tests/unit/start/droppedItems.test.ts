/** Folders are walked through whatever they hold; what is hidden is skipped; a walk can be stopped and has a limit. */
import { describe, expect, it, vi } from 'vitest';
import {
  type DroppedItem,
  MOST_FILES,
  takeDropped,
  takePicked,
} from '../../../src/features/model/droppedItems';
import { handOver } from '../../../src/client/handOver';

type Tree = { readonly [name: string]: Tree | string };

/** An entry as a browser gives it: folders answer a hundred at a time, and then nothing. */
function entryOf(name: string, node: Tree | string): FileSystemEntry {
  const entry =
    typeof node === 'string'
      ? {
          isFile: true,
          isDirectory: false,
          name,
          file: (give: (file: File) => void, refuse: (error: Error) => void) =>
            node === 'gone' ? refuse(new Error('gone')) : give(new File([node], name)),
        }
      : {
          isFile: false,
          isDirectory: true,
          name,
          createReader: () => {
            const rest = Object.entries(node).map(([child, value]) => entryOf(child, value));
            return {
              readEntries: (give: (entries: readonly FileSystemEntry[]) => void) =>
                setTimeout(() => give(rest.splice(0, 100)), 0),
            };
          },
        };
  return entry as unknown as FileSystemEntry;
}

/** A drop whose entries can be taken only while its event is handled. */
function dropOf(tree: Tree) {
  let isOver = false;
  const items = Object.entries(tree).map(([name, node]) => ({
    webkitGetAsEntry: () => (isOver ? null : entryOf(name, node)),
  }));
  const transfer = { items, files: [] } as unknown as DataTransfer;
  return { transfer, end: () => (isOver = true) };
}

function pathsOf(items: readonly DroppedItem[]): readonly (string | readonly string[])[] {
  return items.map((item) =>
    item.kind === 'file' ? item.file.name : item.files.map(({ path }) => path).toSorted(),
  );
}

async function drop(tree: Tree): Promise<readonly DroppedItem[]> {
  const { transfer, end } = dropOf(tree);
  const taken = takeDropped(transfer);
  end();
  const result = await taken;
  if (!result.ok) throw new Error(result.fault.code);
  return result.value;
}

describe('a drop', () => {
  it('keeps lone files alone and makes each folder a group, in the order dropped', async () => {
    const items = await drop({
      'model.pth': 'a',
      train: { cat: { '1.png': 'a', '2.png': 'b' }, dog: { deep: { '3.png': 'c' } }, 'labels.csv': 'd' },
      'data.zip': 'e',
      test: {},
    });
    expect(pathsOf(items)).toEqual([
      'model.pth',
      ['train/cat/1.png', 'train/cat/2.png', 'train/dog/deep/3.png', 'train/labels.csv'],
      'data.zip',
      [],
    ]);
    expect(items.map((item) => item.kind === 'folder' && item.name)).toEqual([false, 'train', false, 'test']);
  });

  it('skips hidden files and folders, and files that cannot be read', async () => {
    const items = await drop({
      set: {
        '.DS_Store': 'a',
        '.git': { HEAD: 'b' },
        __MACOSX: { 'x.png': 'c' },
        'Thumbs.db': 'd',
        'gone.png': 'gone',
        'a.png': 'e',
      },
    });
    expect(pathsOf(items)).toEqual([['set/a.png']]);
  });

  it('asks again until a folder is empty, and goes as deep as it must', async () => {
    const many = Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`${index}.png`, 'a']));
    const [wide] = await drop({ many });
    expect(wide?.kind === 'folder' && wide.files.length).toBe(250);
    let deep: Tree = { 'end.png': 'a' };
    for (let depth = 0; depth < 500; depth++) deep = { d: deep };
    expect(pathsOf(await drop({ deep }))).toEqual([[`deep/${'d/'.repeat(500)}end.png`]]);
  });

  it('takes files that a script made', async () => {
    const transfer = { items: [{ webkitGetAsEntry: () => null }], files: [new File([], 'a.pth')] };
    const result = await takeDropped(transfer);
    expect(result.ok && pathsOf(result.value)).toEqual(['a.pth']);
  });

  it('can be stopped', async () => {
    const controller = new AbortController();
    const { transfer } = dropOf({ many: { 'a.png': 'a' } });
    const taken = takeDropped(transfer, { signal: controller.signal });
    controller.abort();
    expect(await taken).toMatchObject({ ok: false, fault: { code: 'cancelled' } });
  });
});

/** A file as an input gives it, without its bytes. */
function picked(path: string): File {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return { name, webkitRelativePath: path.includes('/') ? path : '' } as File;
}

describe('an input', () => {
  it('gives the same items as a drop', async () => {
    const result = await takePicked(['a.pth', 'set/x/1.png', 'set/.git/2.png', 'set/2.png'].map(picked));
    expect(result.ok && pathsOf(result.value)).toEqual(['a.pth', ['set/2.png', 'set/x/1.png']]);
  });

  it('has a limit, says how far it is, and lets the page breathe', async () => {
    const onProgress = vi.fn();
    const files = function* () {
      for (let index = 0; index <= MOST_FILES; index++) yield picked(`set/${index}.png`);
    };
    let breaths = 0;
    const timer = setInterval(() => breaths++, 0);
    const result = await takePicked(files(), { onProgress });
    clearInterval(timer);
    expect(result).toMatchObject({
      ok: false,
      fault: { code: 'file-too-large', params: { what: 'files', limit: MOST_FILES } },
    });
    const found = onProgress.mock.calls.map(([count]) => Number(count));
    expect(found.length).toBeGreaterThan(2);
    expect(found).toEqual(found.toSorted((a, b) => a - b));
    expect(breaths).toBeGreaterThan(2);
  });
});

describe('handing over', () => {
  const all = Array.from({ length: 260 }, (_, index) => index);

  it('gives everything once, in order, in small pieces', async () => {
    const pieces: (readonly number[])[] = [];
    expect(await handOver(all, (piece) => pieces.push(piece))).toBe(true);
    expect(pieces.flat()).toEqual(all);
    expect(Math.max(...pieces.map((piece) => piece.length))).toBe(10);
    expect(await handOver([], () => expect.fail('nothing to post'))).toBe(true);
  });

  it('stops when told to', async () => {
    const controller = new AbortController();
    const post = vi.fn(() => controller.abort());
    expect(await handOver(all, post, controller.signal)).toBe(false);
    expect(post).toHaveBeenCalledTimes(1);
  });
});
