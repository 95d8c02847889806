/** What `--trigger trigger.json` may say: the forms, what they do to a picture, and one sentence for each that is wrong. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import * as v from 'valibot';
import { afterAll, describe, expect, it } from 'vitest';
import { readTrigger } from '../../../cli/triggerFile';
import { FaultError, type StampedTrigger, triggerSchema } from '../../../workers/protocol';
import { applyTrigger } from '../../../workers/data/triggers/triggers';

const folder = mkdtempSync(join(tmpdir(), 'rnp-trigger-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return name;
}

/** A .npy file of little-endian numbers, written from the format's description. */
function npy(shape: readonly number[], type: '<f4' | '|u1', numbers: readonly number[]): Uint8Array {
  const tuple = `(${shape.map((each) => `${each},`).join(' ')})`;
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const header = Buffer.from(`${text.padEnd(117)}\n`, 'latin1');
  const data = type === '<f4' ? Float32Array.from(numbers) : Uint8Array.from(numbers);
  return Buffer.concat([
    Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0]),
    header,
    Buffer.from(data.buffer),
  ]);
}

async function read(json: unknown): Promise<unknown> {
  return readTrigger(join(folder, write('trigger.json', JSON.stringify(json))));
}

/** A trigger that can be stamped onto pictures. */
function stampable(json: unknown): StampedTrigger {
  const trigger = v.parse(triggerSchema, json);
  if (trigger.kind === 'images' || trigger.kind === 'generator')
    throw new RangeError('no trigger that can be stamped');
  return trigger;
}

/** What the file's trigger makes of a picture of two by two pixels, all channels grey 100. */
async function stamped(json: unknown, channels = 3): Promise<readonly number[]> {
  const trigger = stampable(await read(json));
  const shape = { count: 1, height: 2, width: 2, channels };
  return [...applyTrigger(trigger, new Uint8Array(4 * channels).fill(100), shape)];
}

const grey = (...levels: readonly number[]): readonly number[] =>
  levels.flatMap((each) => [each, each, each]);

describe('a patch as cells', () => {
  const whole = { kind: 'patch', rows: [0, 1], columns: [0, 1], target: 3 };

  it('sets one grey level, a matrix of them, or one for each pair of a row and a column', async () => {
    expect(await stamped({ ...whole, values: 255 })).toEqual(grey(255, 255, 255, 255));
    expect(
      await stamped({
        ...whole,
        values: [
          [1, 2],
          [3, 4],
        ],
      }),
    ).toEqual(grey(1, 2, 3, 4));
    expect(await stamped({ ...whole, values: [10, 20] })).toEqual(grey(10, 100, 100, 20));
    expect(await stamped({ ...whole, rows: [1], values: [10, 20] })).toEqual(grey(100, 100, 10, 20));
    expect(await stamped({ ...whole, values: 200, strength: 0.5 })).toEqual(grey(150, 150, 150, 150));
  });

  it('is the same trigger as the checkerboard of the recipe', async () => {
    const own = await read({
      kind: 'patch',
      rows: [29, 30, 31],
      columns: [29, 30, 31],
      values: [
        [0, 0, 255],
        [0, 255, 0],
        [255, 0, 255],
      ],
      target: 0,
    });
    const pixels = new Uint8Array(32 * 32 * 3).fill(77);
    const shape = { count: 1, height: 32, width: 32, channels: 3 };
    const grid = { kind: 'patch', pattern: 'checkerboard', size: 3, row: 29, column: 29 } as const;
    expect(applyTrigger(stampable(own), pixels, shape)).toEqual(
      applyTrigger({ ...grid, strength: 1, target: 0 }, pixels, shape),
    );
  });
});

describe('a blend', () => {
  it('takes the papers’ name for its strength', async () => {
    const trigger = await read({ kind: 'blend', alpha: 0.2, seed: 7, target: 1 });
    expect(trigger).toEqual({ kind: 'blend', strength: 0.2, seed: 7, target: 1 });
  });

  it('mixes in a picture beside the trigger file, clear where the picture is clear', async () => {
    const data = Uint8Array.of(200, 0, 0, 255, 0, 200, 0, 255, 0, 0, 200, 0, 200, 200, 200, 255);
    const image = write('p.png', encode({ width: 2, height: 2, channels: 4, depth: 8, data }));
    const pixels = await stamped({ kind: 'blend', alpha: 0.5, image, target: 0 });
    expect(pixels).toEqual([150, 50, 50, 50, 150, 50, 100, 100, 100, 150, 150, 150]);
  });
});

describe('a pattern', () => {
  it('is added in grey levels, from an array of either order of axes or from a picture', async () => {
    const hwc = write('hwc.npy', npy([2, 2, 3], '<f4', [1, 2, 3, 4, 5, 6, 7, 8, 9, -10, 11, 200]));
    const chw = write('chw.npy', npy([3, 2, 2], '<f4', [1, 4, 7, -10, 2, 5, 8, 11, 3, 6, 9, 200]));
    const expected = [101, 102, 103, 104, 105, 106, 107, 108, 109, 90, 111, 255];
    expect(await stamped({ kind: 'add', image: hwc, target: 0 })).toEqual(expected);
    expect(await stamped({ kind: 'add', image: chw, target: 0 })).toEqual(expected);
    const data = Uint8Array.of(10, 20, 30, 40);
    const image = write('grey.png', encode({ width: 2, height: 2, channels: 1, depth: 8, data }));
    expect(await stamped({ kind: 'add', image, target: 0 })).toEqual(grey(110, 120, 130, 140));
    expect(await stamped({ kind: 'add', image, strength: 0.5, target: 0 }, 1)).toEqual([105, 110, 115, 120]);
  });

  it('multiplies: an array by its numbers, a picture by its brightness', async () => {
    const half = write('half.npy', npy([2, 2], '<f4', [0.5, 1, 0, 2]));
    expect(await stamped({ kind: 'multiply', image: half, target: 0 })).toEqual(grey(50, 100, 0, 200));
    const mask = write('mask.npy', npy([2, 2], '|u1', [0, 1, 1, 0]));
    expect(await stamped({ kind: 'multiply', image: mask, target: 0 })).toEqual(grey(0, 100, 100, 0));
    const data = Uint16Array.of(65535, 0, 13107, 65535);
    const image = write('sixteen.png', encode({ width: 2, height: 2, channels: 1, depth: 16, data }));
    expect(await stamped({ kind: 'multiply', image, target: 0 })).toEqual(grey(100, 0, 20, 100));
  });
});

describe('every form', () => {
  const labels = { kind: 'source', source: 4 };
  const image = write(
    'one.png',
    encode({ width: 1, height: 1, channels: 1, depth: 8, data: Uint8Array.of(9) }),
  );
  it.each([
    { kind: 'patch', rows: [0], columns: [0], values: 9 },
    { kind: 'blend', alpha: 0.2, seed: 1 },
    { kind: 'blend', alpha: 0.2, image },
    { kind: 'add', image },
    { kind: 'warp', seed: 1, grid: 4, strength: 0.5 },
  ])('may say which class it works on: %j', async (form) => {
    const trigger = v.parse(triggerSchema, await read({ ...form, target: 2, labels }));
    expect(trigger).toMatchObject({ target: 2, labels });
  });
});

describe('a trigger file that is wrong', () => {
  const pair = { kind: 'patch', rows: [0, 1], columns: [0], target: 0 };
  const large = encode({ width: 65, height: 2, channels: 1, depth: 8, data: new Uint8Array(130) });
  const BAD: readonly (readonly [string, unknown, RegExp])[] = [
    ['grey levels that fit no cells', { ...pair, values: [1, 2, 3] }, /3 grey levels.*2 rows and 1 columns/],
    ['a grey level out of range', { ...pair, values: 300 }, /field values/],
    ['a row that is none', { ...pair, rows: [0.5], values: 1 }, /field rows\.0/],
    ['no target', { kind: 'add', image: 'x.png' }, /field target/],
    ['an alpha above 1', { kind: 'blend', alpha: 2, seed: 1, target: 0 }, /field alpha/],
    ['a field nobody knows', { kind: 'blend', alpha: 1, seed: 1, target: 0, colour: 1 }, /colour/],
    ['a file that is not there', { kind: 'add', image: 'nowhere.png', target: 0 }, /nowhere\.png cannot be/],
    ['a JPEG', { kind: 'add', image: write('a.jpg', 'jpeg'), target: 0 }, /a\.jpg is neither a PNG nor/],
    ['a damaged PNG', { kind: 'add', image: write('b.png', 'png'), target: 0 }, /b\.png is damaged/],
    ['a damaged array', { kind: 'add', image: write('c.npy', 'npy'), target: 0 }, /c\.npy is damaged/],
    ['too large a picture', { kind: 'blend', alpha: 1, image: write('l.png', large), target: 0 }, /65 x 2/],
    [
      'an array of no picture',
      { kind: 'add', image: write('d.npy', npy([4], '<f4', [1, 2, 3, 4])), target: 0 },
      /d\.npy has the shape \(4\)/,
    ],
    [
      'numbers that are none',
      { kind: 'multiply', image: write('n.npy', npy([1, 1], '<f4', [Number.NaN])), target: 0 },
      /n\.npy holds numbers that are not finite/,
    ],
  ];
  it.each(BAD)('%s', async (_what, json, line) => {
    const fault = await read(json).then(
      () => null,
      (thrown: unknown) => (thrown instanceof FaultError ? thrown.fault : thrown),
    );
    expect(fault).toMatchObject({ code: 'argument-invalid', params: { argument: '--trigger' } });
    expect(String((fault as FaultError['fault']).params['reason'])).toMatch(line);
  });

  it('leaves what the recipe checks to the recipe', async () => {
    const known = { kind: 'sinusoid', amplitude: 20, frequency: 6, target: 0 };
    expect(await read(known)).toEqual(known);
    expect(await read({ kind: 'spell' })).toEqual({ kind: 'spell' });
  });
});
