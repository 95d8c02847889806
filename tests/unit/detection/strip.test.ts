/**
 * STRIP against PyTorch, for each way of mixing; what chance decides in it; and that it leaves nothing wherever it is cut off. The draws
 * are for scripts/make-detection-goldens.py; `npx vitest run -u` on this file writes them anew.
 */
import * as v from 'valibot';
import { beforeAll, describe, expect, it } from 'vitest';
import { take } from '../../../workers/data/images';
import {
  drawOverlays,
  entropyOf,
  stripEntropies,
  type StripInput,
  type StripReading,
} from '../../../workers/detection/strip';
import type { Classifier } from '../../../workers/graph/infer';
import { disposeTensors } from '../../../workers/graph/parameters';
import { CONSTANTS } from '../../../workers/protocol';
import { STRIP_OPTIONS, type StripOptions } from '../../../workers/protocol/detection/strip';
import { groupDefaults, groupSchema } from '../../../workers/protocol/option';
import golden from '../../fixtures/detection/strip.json' with { type: 'json' };
import { GRAPH, NORMALISATION, pictures, SEED, weights } from '../defenses/tinyDefense';
import { startBackend, tensorCount } from '../graph/backends';

/** Probes come first among the pictures, overlays after them. */
const PROBES = 3;
const AVAILABLE = 10;
const PER_IMAGE = 4;

function picturesFrom(from: number, count: number) {
  return take(
    pictures(from + count),
    Array.from({ length: count }, (_, at) => from + at),
  );
}

const PLAIN = {
  images: pictures(PROBES),
  overlays: picturesFrom(PROBES, AVAILABLE),
  options: { ...groupDefaults(STRIP_OPTIONS, 'paper'), overlays: PER_IMAGE },
  seed: SEED,
};

interface Measured {
  readonly readings: readonly StripReading[];
  readonly entropies: Float64Array | null;
}

/** A measurement on the tiny network, or the beginning of one. */
async function measure(
  given: Partial<StripInput> = {},
  endAfter = Number.POSITIVE_INFINITY,
): Promise<Measured> {
  const parameters = weights();
  const classifier: Classifier = { graph: GRAPH, parameters, normalisation: NORMALISATION };
  const run = stripEntropies({ classifier, ...PLAIN, ...given });
  const readings: StripReading[] = [];
  try {
    while (readings.length < endAfter) {
      const next = await run.next();
      if (next.done === true) return { readings, entropies: next.value };
      readings.push(next.value);
    }
    await run.return(new Float64Array());
    return { readings, entropies: null };
  } finally {
    disposeTensors(parameters);
  }
}

async function entropiesOf(given: Partial<StripInput> = {}): Promise<number[]> {
  return [...((await measure(given)).entropies ?? [])];
}

function expectNear(found: readonly number[], wanted: readonly number[]): void {
  expect(found).toHaveLength(wanted.length);
  found.forEach((entropy, at) => expect(entropy).toBeCloseTo(wanted[at] ?? Number.NaN, 5));
}

describe('the entropy of logits', () => {
  it('is 2 bits for four equal ones, none for one that outweighs all, and knows no offset', () => {
    expect(entropyOf(Float32Array.of(7, 7, 7, 7))).toBeCloseTo(2, 12);
    expect(entropyOf(Float32Array.of(1000, -1000, 0))).toBe(0);
    const logits = [0, Math.log(2)];
    // Shares of 1/3 and 2/3.
    const bits = (Math.log2(3) + 2 * Math.log2(1.5)) / 3;
    expect(entropyOf(Float32Array.from(logits))).toBeCloseTo(bits, 6);
    expect(entropyOf(Float32Array.from(logits, (logit) => logit - 50))).toBeCloseTo(bits, 5);
  });
});

describe('the overlays', () => {
  it('are those that PyTorch was given', async () => {
    const drawn = [...drawOverlays(PROBES, PER_IMAGE, AVAILABLE, SEED)];
    const overlays = Array.from({ length: PROBES }, (_, at) =>
      drawn.slice(at * PER_IMAGE, (at + 1) * PER_IMAGE),
    );
    for (const each of overlays) expect(new Set(each).size).toBe(PER_IMAGE);
    const draws = { images: PROBES, available: AVAILABLE, overlays };
    await expect(`${JSON.stringify(draws)}\n`).toMatchFileSnapshot('../../fixtures/detection/draws.json');
  });

  it('are others under another seed', () => {
    expect(drawOverlays(PROBES, PER_IMAGE, AVAILABLE, 1)).not.toEqual(
      drawOverlays(PROBES, PER_IMAGE, AVAILABLE, 2),
    );
  });
});

describe('STRIP', () => {
  beforeAll(() => startBackend('wasm'));

  it.each(['sum', 'saturated', 'normalised', 'mean'] as const)(
    'has PyTorch’s entropies where the mix is: %s',
    async (mix) => {
      const options: StripOptions = { ...PLAIN.options, mix };
      const { entropies, readings } = await measure({ options });
      expectNear([...(entropies ?? [])], golden[mix]);
      expect(readings).toEqual(
        [...(entropies ?? [])].map((entropy, at) => ({ done: at + 1, count: PROBES, entropy })),
      );
    },
  );

  it('gives the same bytes for the same seed, others for another', async () => {
    const [one, again, other] = [
      await entropiesOf({ seed: 1 }),
      await entropiesOf({ seed: 1 }),
      await entropiesOf({ seed: 2 }),
    ];
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });

  it('lays each image over all there are where there are fewer than asked for', async () => {
    const options = { ...PLAIN.options, overlays: 1000 };
    const all = await entropiesOf({ options: { ...options, overlays: AVAILABLE } });
    expect(await entropiesOf({ options })).toEqual(all);
    // Chance then has no part but in their order.
    expectNear(await entropiesOf({ options, seed: 2 }), all);
  });

  it('gives an image the entropy that it has alone, also where its mixes fall into two passes', async () => {
    const options = { ...PLAIN.options, overlays: AVAILABLE };
    // 130 mixes in two passes of 65: the seventh image is in both.
    const together = await entropiesOf({ options, images: pictures(13) });
    const alone: number[] = [];
    for (let at = 0; at < 13; at++)
      alone.push(...(await entropiesOf({ options, images: picturesFrom(at, 1) })));
    expectNear(together, alone);
    expect(new Set(alone).size).toBe(13);
  });

  it('leaves no tensor wherever it is ended', async () => {
    const left: number[] = [];
    for (let endAfter = 0; endAfter <= PROBES; endAfter++) {
      const before = tensorCount();
      await measure({}, endAfter);
      left.push(tensorCount() - before);
    }
    expect(left).toEqual([0, 0, 0, 0]);
  });

  it('leaves no tensor where a pass fails, and says where there is nothing to lay an image over', async () => {
    const before = tensorCount();
    const classifier: Classifier = { graph: GRAPH, parameters: new Map(), normalisation: NORMALISATION };
    await expect(measure({ classifier })).rejects.toThrow();
    await expect(measure({ overlays: picturesFrom(PROBES, 0) })).rejects.toMatchObject({
      fault: { code: 'defense-set-too-small', params: { found: 0, needed: 1 } },
    });
    expect(tensorCount()).toBe(before);
  });
});

describe('the options of STRIP', () => {
  it.each(CONSTANTS)('are within their ranges under the constants %s', (constants) => {
    const options = groupDefaults(STRIP_OPTIONS, constants);
    expect(v.parse(groupSchema(STRIP_OPTIONS), options)).toEqual(options);
  });

  it('are explained in whole sentences', () => {
    for (const { help, label } of Object.values(STRIP_OPTIONS)) {
      expect(label).not.toBe('');
      expect(help).toMatch(/\.$/);
    }
  });
});
