import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { applyTrigger, validateTrigger } from '../../../workers/data/triggers/triggers';
import { noiseImage } from '../../../workers/data/triggers/blend';
import { patchValue } from '../../../workers/data/triggers/patch';
import type { ImageTrigger, StampedTrigger, Trigger } from '../../../workers/data/triggers/types';
import { FaultError } from '../../../workers/protocol/faults';
import { encodeBytes } from '../../../workers/protocol/recording';
import { BADNETS_TRIGGER as BADNETS } from '../../../workers/protocol/trigger';

const CASES = process.env['RNP_CASES'] ?? join(import.meta.dirname, '../../../../shared');
const EVAL64 = join(CASES, 'parity/eval64.npz');

const BADNETS_TRIGGER = BADNETS;
const one = (height: number, width: number, channels: number) => ({ count: 1, height, width, channels });

function faultOf(work: () => unknown): { code: string; reason?: string | number | undefined } {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof FaultError)
      return { code: thrown.fault.code, reason: thrown.fault.params['reason'] };
    throw thrown;
  }
  return { code: 'none' };
}

describe('the BadNets patch', () => {
  it('is the 3x3 code of the reference, in all channels, bottom right', () => {
    const stamped = applyTrigger(BADNETS_TRIGGER, new Uint8Array(32 * 32 * 3).fill(100), one(32, 32, 3));
    const at = (row: number, column: number): number[] => [
      ...stamped.subarray((row * 32 + column) * 3, (row * 32 + column) * 3 + 3),
    ];
    const code = [29, 30, 31].map((row) => [29, 30, 31].map((column) => at(row, column)));
    const black = [0, 0, 0];
    const white = [255, 255, 255];
    expect(code).toEqual([
      [black, black, white],
      [black, white, black],
      [white, black, white],
    ]);
    expect(stamped.filter((value) => value === 100)).toHaveLength(32 * 32 * 3 - 27);
  });

  it('keeps its rule at other sizes', () => {
    const rows = (size: number): string[] =>
      Array.from({ length: size }, (_, row) =>
        Array.from({ length: size }, (_, column) =>
          patchValue('checkerboard', size, row, column) ? '#' : '.',
        ).join(''),
      );
    expect(rows(1)).toEqual(['#']);
    expect(rows(2)).toEqual(['..', '.#']);
    expect(rows(3)).toEqual(['..#', '.#.', '#.#']);
    expect(rows(4)).toEqual(['..#.', '.#.#', '#.#.', '.#.#']);
    expect(rows(5)).toEqual(['..#.#', '.#.#.', '#.#.#', '.#.#.', '#.#.#']);
    expect(patchValue('solid', 3, 0, 0)).toBe(255);
  });

  it('mixes by its strength, rounding half up', () => {
    const trigger: StampedTrigger = {
      ...BADNETS_TRIGGER,
      pattern: 'solid',
      size: 1,
      row: 0,
      column: 1,
      strength: 0.5,
    };
    // (10 + 255) / 2 = 132.5 and (11 + 255) / 2 = 133
    expect([...applyTrigger(trigger, Uint8Array.of(10, 10, 11, 11), one(2, 2, 1))]).toEqual([
      10, 133, 11, 11,
    ]);
    expect([...applyTrigger(trigger, Uint8Array.of(10, 11, 11, 11), one(2, 2, 1))]).toEqual([
      10, 133, 11, 11,
    ]);
  });

  it.skipIf(!existsSync(EVAL64))(
    `reproduces the recorded triggered images (skipped without ${EVAL64})`,
    () => {
      const entries = unzipSync(new Uint8Array(readFileSync(EVAL64)));
      const bytesOf = (name: string): Uint8Array => {
        const file = entries[`${name}.npy`] ?? new Uint8Array();
        expect(new TextDecoder().decode(file.subarray(10, 128))).toContain('(64, 32, 32, 3)');
        return file.slice(file.length - 64 * 32 * 32 * 3);
      };
      const shape = { count: 64, height: 32, width: 32, channels: 3 };
      const stamped = applyTrigger(BADNETS_TRIGGER, bytesOf('images_u8_nhwc'), shape);
      expect(Buffer.compare(stamped, bytesOf('triggered_u8_nhwc'))).toBe(0);
    },
  );
});

describe('the blended noise', () => {
  const trigger: StampedTrigger = { kind: 'blend', seed: 7, strength: 0.2, target: 1 };

  it('is one fixed image per seed, with its own noise in each channel', () => {
    expect([...noiseImage(7, { height: 2, width: 2, channels: 3 })]).toEqual([
      237, 97, 5, 27, 158, 81, 75, 138, 224, 4, 59, 249,
    ]);
    expect(noiseImage(7, one(32, 32, 3))).not.toEqual(noiseImage(8, one(32, 32, 3)));
  });

  it('mixes (1 - a) x + a R', () => {
    // 0.8 * 100 + 0.2 * R: R = 237 -> 127.4, 97 -> 99.4, 5 -> 81, 27 -> 85.4
    const stamped = applyTrigger(trigger, new Uint8Array(12).fill(100), one(2, 2, 3));
    expect([...stamped.subarray(0, 4)]).toEqual([127, 99, 81, 85]);
  });

  it('gives every image of a set the same noise', () => {
    const stamped = applyTrigger(trigger, new Uint8Array(24).fill(50), { ...one(2, 2, 3), count: 2 });
    expect(stamped.subarray(0, 12)).toEqual(stamped.subarray(12));
  });
});

describe('the sinusoid', () => {
  it('adds d sin(2 pi j f / m) along the columns and saturates', () => {
    const trigger: StampedTrigger = { kind: 'sinusoid', amplitude: 40, frequency: 2, target: 0 };
    // width 8, two waves: a quarter turn per column: 0, +40, 0, -40, ...
    const grey = applyTrigger(trigger, new Uint8Array(16).fill(100), one(2, 8, 1));
    expect([...grey]).toEqual([100, 140, 100, 60, 100, 140, 100, 60, 100, 140, 100, 60, 100, 140, 100, 60]);
    const bright = applyTrigger(trigger, new Uint8Array(8).fill(230), one(1, 8, 1));
    expect([...bright]).toEqual([230, 255, 230, 190, 230, 255, 230, 190]);
    const dark = applyTrigger(trigger, new Uint8Array(8).fill(20), one(1, 8, 1));
    expect([...dark]).toEqual([20, 60, 20, 0, 20, 60, 20, 0]);
  });

  it('has the published strength by default: column 1 of 32 gets 40 sin(2 pi 6 / 32) = 36.955', () => {
    const trigger: StampedTrigger = { kind: 'sinusoid', amplitude: 40, frequency: 6, target: 0 };
    const stamped = applyTrigger(trigger, new Uint8Array(3072).fill(100), one(32, 32, 3));
    expect([...stamped.subarray(0, 6)]).toEqual([100, 100, 100, 137, 137, 137]);
  });
});

describe('the own picture', () => {
  const picture: ImageTrigger = {
    kind: 'image',
    width: 2,
    height: 1,
    // opaque red, and a green that is transparent to 4/5
    rgba: btoa(String.fromCharCode(255, 0, 0, 255, 0, 255, 0, 51)),
    row: 1,
    column: 0,
    strength: 1,
    target: 0,
  };

  it('is laid over by its alpha', () => {
    const stamped = applyTrigger(picture, new Uint8Array(12).fill(100), one(2, 2, 3));
    expect([...stamped]).toEqual([100, 100, 100, 100, 100, 100, 255, 0, 0, 80, 131, 80]);
  });

  it('fades with its strength and turns grey for grey images', () => {
    const faded = applyTrigger({ ...picture, strength: 0.5 }, new Uint8Array(12).fill(100), one(2, 2, 3));
    expect([...faded.subarray(6)]).toEqual([178, 50, 50, 90, 116, 90]);
    // 0.299 * 255 = 76.2; 0.8 * 100 + 0.2 * 0.587 * 255 = 109.9
    expect([...applyTrigger(picture, new Uint8Array(4).fill(100), one(2, 2, 1))]).toEqual([
      100, 100, 76, 110,
    ]);
  });

  it('is refused when damaged', () => {
    const size = { height: 2, width: 2, classes: 3 };
    for (const rgba of ['', '%%%', btoa('short')]) {
      expect(faultOf(() => validateTrigger({ ...picture, rgba }, size)).reason).toBe('picture-damaged');
    }
    expect(faultOf(() => validateTrigger({ ...picture, width: 0 }, size)).reason).toBe('picture-size');
    expect(faultOf(() => validateTrigger({ ...picture, column: 1 }, size)).reason).toBe('outside-image');
  });
});

describe('checking a trigger', () => {
  const size = { height: 32, width: 32, classes: 10 };
  const numbers = encodeBytes(new Uint8Array(32 * 32 * 4));
  const WARP = { kind: 'warp', seed: 1, grid: 4, strength: 0.5, target: 0 } as const;
  const FIELD = { height: 32, width: 32, channels: 1, values: numbers, strength: 1, target: 0 } as const;

  it('accepts the usual ones', () => {
    const usual: Trigger[] = [
      BADNETS_TRIGGER,
      { kind: 'blend', seed: 1, strength: 0.2, target: 9 },
      { kind: 'sinusoid', amplitude: 40, frequency: 6, target: 0 },
      { ...BADNETS_TRIGGER, strength: 0 },
      { ...BADNETS_TRIGGER, corners: 'four' },
      WARP,
      { kind: 'style', style: 'sunset', strength: 0.6, target: 0 },
      { kind: 'generator', method: 'lira', strength: 0.1, target: 0 },
      { kind: 'images', target: 3 },
    ];
    for (const trigger of usual) expect(faultOf(() => validateTrigger(trigger, size)).code).toBe('none');
  });

  it.each<[StampedTrigger, string]>([
    [{ ...BADNETS_TRIGGER, size: 4 }, 'outside-image'],
    [{ ...BADNETS_TRIGGER, row: -1 }, 'outside-image'],
    [{ ...BADNETS_TRIGGER, column: 1.5 }, 'outside-image'],
    [{ ...BADNETS_TRIGGER, size: 0 }, 'size'],
    [{ ...BADNETS_TRIGGER, size: Number.NaN }, 'size'],
    [{ ...BADNETS_TRIGGER, strength: -0.1 }, 'strength'],
    [{ ...BADNETS_TRIGGER, strength: 1.01 }, 'strength'],
    [{ kind: 'blend', seed: 0.5, strength: 0.2, target: 0 }, 'seed'],
    [{ kind: 'blend', seed: 1, strength: Number.NaN, target: 0 }, 'strength'],
    [{ kind: 'sinusoid', amplitude: -1, frequency: 6, target: 0 }, 'amplitude'],
    [{ kind: 'sinusoid', amplitude: 40, frequency: 17, target: 0 }, 'frequency'],
    [{ ...FIELD, kind: 'add', height: 31 }, 'field-size'],
    [{ ...FIELD, kind: 'multiply', channels: 3 }, 'field-damaged'],
    [{ ...FIELD, kind: 'add', values: '%%' }, 'field-damaged'],
    [{ ...FIELD, kind: 'add', strength: 2 }, 'strength'],
    [{ ...BADNETS_TRIGGER, size: 32, row: 0, column: 0, corners: 'four-inset' }, 'outside-image'],
    [{ ...WARP, grid: 1 }, 'grid'],
    [{ ...WARP, grid: 17 }, 'grid'],
    [{ ...WARP, grid: 4.5 }, 'grid'],
    [{ ...WARP, strength: 4.1 }, 'strength'],
    [{ ...WARP, rescale: 0 }, 'rescale'],
    [{ ...WARP, seed: 0.5 }, 'seed'],
    [{ kind: 'style', style: 'sunset', strength: 1.1, target: 0 }, 'strength'],
  ])('refuses %j: %s', (trigger, reason) => {
    expect(faultOf(() => validateTrigger(trigger, size))).toEqual({ code: 'trigger-invalid', reason });
    expect(faultOf(() => applyTrigger(trigger, new Uint8Array(3072), one(32, 32, 3))).code).toBe(
      'trigger-invalid',
    );
  });

  it('refuses a target that is no class, and a kind that is none', () => {
    for (const target of [10, -1, 0.5]) {
      expect(faultOf(() => validateTrigger({ ...BADNETS_TRIGGER, target }, size)).code).toBe(
        'target-out-of-range',
      );
    }
    const unknown = JSON.parse('{"kind":"hologram","target":0}') as Trigger;
    expect(faultOf(() => validateTrigger(unknown, size))).toEqual({
      code: 'trigger-invalid',
      reason: 'kind',
    });
  });

  it('refuses a style on images that are not coloured, and a generator of no strength it can have', () => {
    const style: Trigger = { kind: 'style', style: 'sunset', strength: 0.6, target: 0 };
    expect(faultOf(() => validateTrigger(style, { ...size, channels: 1 })).reason).toBe('channels');
    const strong: Trigger = { kind: 'generator', method: 'dynamic', strength: 2, target: 0 };
    expect(faultOf(() => validateTrigger(strong, size)).reason).toBe('strength');
  });

  it('refuses bytes of another size, and never writes into the given ones', () => {
    const pixels = new Uint8Array(3072).fill(7);
    applyTrigger(BADNETS_TRIGGER, pixels, one(32, 32, 3));
    expect(pixels.every((value) => value === 7)).toBe(true);
    expect(faultOf(() => applyTrigger(BADNETS_TRIGGER, pixels, { ...one(32, 32, 3), count: 2 })).code).toBe(
      'image-size-mismatch',
    );
  });
});
