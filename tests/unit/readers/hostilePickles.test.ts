import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../../workers/readers/byteSource';
import { unpickle } from '../../../workers/readers/pickle';
import { readTorchCheckpoint, type TorchCheckpoint } from '../../../workers/readers/torch';
import { faultOf } from './fixture';

/** Bytes of a pickle written as Latin-1 text. */
function pickle(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

/** A checkpoint of this pickle and one storage of four floats, `0`. */
function checkpoint(text: string): Promise<TorchCheckpoint> {
  const zip = zipSync({ 'a/data.pkl': pickle(text), 'a/data/0': new Uint8Array(16) }, { level: 0 });
  return readTorchCheckpoint(bytesSource('hostile.pth', zip));
}

function storage(key: string): string {
  return `(U\x07storagectorch\nFloatStorage\nU${String.fromCharCode(key.length)}${key}U\x03cpuK\x04tQ`;
}

/** A tensor of this storage with this shape, itself written as a pickled value. */
function tensor(from = storage('0'), shape = '(K\x04t'): string {
  return `ctorch._utils\n_rebuild_tensor_v2\n(${from}K\x00${shape}(K\x01t\x89NtR`;
}

async function elapsedMs(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

describe('a pickle that would run a command is refused by the command’s name', () => {
  const command = 'U\x04echo';
  it.each([
    ['REDUCE', `cos\nsystem\n(${command}tR.`, 'os.system'],
    [
      'REDUCE inside a state dict',
      `}U\x01w${tensor()}sU\x01xcsubprocess\nPopen\n(${command}tRs.`,
      'subprocess.Popen',
    ],
    [
      'BUILD, by a __setstate__ of its own',
      `cargparse\nNamespace\n)\x81}U\x0c__setstate__cos\nsystem\nsb.`,
      'os.system',
    ],
    ['INST', `(${command}ios\nsystem\n.`, 'os.system'],
    ['OBJ', `(cos\nsystem\n${command}o.`, 'os.system'],
    ['NEWOBJ', `cos\nsystem\n(${command}t\x81.`, 'os.system'],
    ['NEWOBJ_EX', `cos\nsystem\n(${command}t}\x92.`, 'os.system'],
    ['STACK_GLOBAL', `\x8c\x02os\x8c\x06system\x93(${command}tR.`, 'os.system'],
    ['a dotted attribute', '\x8c\x09torch.nn.\x8c\x0fModule.__init__\x93.', 'torch.nn..Module.__init__'],
    ['EXT1', '\x82\x05.', 'copyreg.extension.5'],
    ['EXT2', '\x83\x05\x01.', 'copyreg.extension.261'],
    ['EXT4', '\x84\x05\x00\x00\x01.', 'copyreg.extension.16777221'],
    ['a persistent id', '(U\x07storagecos\nsystem\nU\x010U\x03cpuK\x04tQ.', 'os.system'],
    ['getattr on an allowed name', 'cbuiltins\ngetattr\n(ctorch\nSize\nU\x08__init__tR.', 'builtins.getattr'],
    ['an import', 'c__builtin__\n__import__\n(U\x02ostR.', '__builtin__.__import__'],
    [
      'a schedule with a path for a name',
      'ctorch.optim.lr_scheduler\nos.system\n.',
      'torch.optim.lr_scheduler.os.system',
    ],
  ])('%s', async (_, text, name) => {
    for (const read of [() => unpickle(pickle(text)), () => checkpoint(text)]) {
      expect(await faultOf(read)).toMatchObject({ code: 'pickle-refused', params: { name } });
    }
  });
});

describe('names and keys that mean something to JavaScript', () => {
  it('are plain keys', async () => {
    const keys = ['__proto__', 'constructor', 'hasOwnProperty', 'toString'];
    const items = keys.map((key) => `U${String.fromCharCode(key.length)}${key}${tensor()}`).join('');
    const { tensors } = await checkpoint(`}(${items}u.`);
    expect([...tensors.keys()]).toEqual(keys);
    const { extras } = await checkpoint(`}(U\x05model}U\x01w${tensor()}sU\x09__proto__U\x01xu.`);
    expect(Object.keys(extras)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  it('in __setstate__ are never assigned', async () => {
    const { extras } = await checkpoint(
      `}(U\x05model}U\x01w${tensor()}sU\x03opt` +
        'cargparse\nNamespace\n)\x81}U\x09__proto__}U\x05admin\x88ssbu.',
    );
    expect(extras).toEqual({});
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it('in a storage’s key are looked up in the archive and nowhere else', async () => {
    for (const key of ['../../x', '/etc/passwd', '__proto__']) {
      expect(await faultOf(() => checkpoint(`}U\x01w${tensor(storage(key))}s.`))).toMatchObject({
        code: 'file-damaged',
        params: { reason: `the storage ${key} is missing` },
      });
    }
  });
});

describe('values that contain themselves, or each other many times', () => {
  it('circles end', async () => {
    const keys = ['state_dict', 'model_state_dict', 'net', 'model', 'netC', 'clsmodel', 'other', 'bd_test'];
    const pairs = keys.map((key) => `U${String.fromCharCode(key.length)}${key}h\x00`).join('');
    const wide = Array.from(
      { length: 50_000 },
      (_, i) => `J${Buffer.from(Uint32Array.of(i).buffer).toString('latin1')}N`,
    );
    for (const text of [
      `}q\x00(${pairs}u.`,
      `]q\x00h\x00a.`,
      `}q\x00(${pairs}${wide.join('')}u.`,
      `]q\x00(${'h\x00'.repeat(60)}e.`,
    ]) {
      expect(await elapsedMs(() => faultOf(() => checkpoint(text)))).toBeLessThan(1000);
      expect((await faultOf(() => checkpoint(text))).code).toBe('file-unknown');
    }
  });

  it('a thousand doublings cost a thousand steps', async () => {
    const laughs = `K\x01${'q\x00h\x00\x86'.repeat(1_000)}`;
    const lists = `K\x01${'q\x010(h\x01h\x01l'.repeat(1_000)}`;
    const text = `}(U\x05model}U\x01w${tensor()}sU\x01a${laughs}U\x01b${lists}u.`;
    let extras: TorchCheckpoint['extras'] | null = null;
    expect(await elapsedMs(async () => (extras = (await checkpoint(text)).extras))).toBeLessThan(1000);
    expect(extras).toEqual({});
  });

  it('calls nested in calls do not exhaust the stack', async () => {
    const depth = 50_000;
    const size = `${'ctorch\nSize\n'.repeat(depth)}(K\x04t${'\x85R'.repeat(depth)}`;
    expect((await faultOf(() => checkpoint(`}U\x01w${tensor(undefined, size)}s.`))).code).toBe(
      'file-damaged',
    );
    const parameter = `${'ctorch._utils\n_rebuild_parameter\n'.repeat(depth)}${tensor()}${'\x85R'.repeat(depth)}`;
    expect((await faultOf(() => checkpoint(`}U\x01w${parameter}s.`))).code).toBe('file-unknown');
  });
});

describe('numbers that promise more than there is', () => {
  const huge = '\xff\xff\xff\xff\xff\xff\xff\x7f';
  it.each([
    ['BINUNICODE8', `\x8d${huge}x.`],
    ['BINBYTES8', `\x8e${huge}x.`],
    ['BYTEARRAY8', `\x96${huge}x.`],
    ['LONG4', '\x8b\xff\xff\xff\x7fx.'],
    ['LONG4 below zero', '\x8b\xff\xff\xff\xffx.'],
    ['LONG of more digits than any size has', `L${'9'.repeat(3_000)}\n.`],
    ['LONG4 of more bytes than any size has', `\x8b\x01\x04\x00\x00${'x'.repeat(1_025)}.`],
    ['a shape beyond memory', `}U\x01w${tensor(undefined, `(K\x04\x8a\x06${'\xff'.repeat(5)}\x01t`)}s.`],
    ['a shape below zero', `}U\x01w${tensor(undefined, '(J\xff\xff\xff\xfft')}s.`],
  ])('%s', async (_, text) => {
    const { code } = await faultOf(() => checkpoint(text));
    expect(code).toMatch(/^file-(damaged|too-large)$/);
  });

  it('a frame or a memo number of any size is only a number', () => {
    expect(unpickle(pickle(`\x80\x04\x95${huge}K\x01.`)).value).toBe(1);
    expect(unpickle(pickle('K\x01r\xff\xff\xff\xff0j\xff\xff\xff\xff.')).value).toBe(1);
  });

  it('integers of a thousand bytes take linear time', async () => {
    const long = `\x8b\x00\x04\x00\x00${'\x7f'.repeat(1_024)}0`;
    expect(await elapsedMs(() => unpickle(pickle(`${long.repeat(2_000)}N.`)))).toBeLessThan(1000);
  });

  it('a few megabytes of empty dicts are refused before they fill the memory', async () => {
    const before = process.memoryUsage().rss;
    const fault = await faultOf(() => unpickle(pickle(`${'}'.repeat(3_000_000)}.`)));
    expect(fault).toMatchObject({ code: 'file-too-large', params: { what: 'pickle operations' } });
    expect(process.memoryUsage().rss - before).toBeLessThan(512 * 2 ** 20);
  });
});
