/** The searches behind the default cut: which label can be driven furthest, what turns every picture to it, who carries that. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../../../workers/engine/rng';
import { tensor } from '../../../workers/device/tf';
import { type Classifier, inferLogits, predictClasses } from '../../../workers/graph/infer';
import { crossEntropy } from '../../../workers/graph/loss';
import { disposeTensors, type OwnedTensors, uploadTensors } from '../../../workers/graph/parameters';
import { type ReadPace, readTogether } from '../../../workers/graph/readBack';
import { marginByMask, orderCarriers } from '../../../workers/rnp/carriers';
import { oneHotRows } from '../../../workers/graph/batchTensors';
import { inputGradient } from '../../../workers/graph/inputSearch';
import { judgeMargins, marginsOf, searchMargins, standingOf } from '../../../workers/rnp/margins';
import { addChange, revealTrigger } from '../../../workers/rnp/reveal';
import { startBackend, tensorCount } from '../graph/backends';
import { TINY_NORMALISATION, tinyImages, tinyParameters } from '../graph/tinyNetwork';
import { finish, TINY_GRAPH, TINY_SITES } from './tinyStages';

const LABEL = 2;
/** Reads four steps at a time while the next ones are taken. */
const IN_FOURS: ReadPace = { inFlight: 2, groupSize: () => 4 };

function tinyClassifier(bias: readonly number[] = []): Classifier & { readonly parameters: OwnedTensors } {
  const host = new Map(tinyParameters(TINY_GRAPH));
  if (bias.length > 0) host.set('linear.bias', { shape: [bias.length], data: Float32Array.from(bias) });
  return { graph: TINY_GRAPH, parameters: uploadTensors(host), normalisation: TINY_NORMALISATION };
}

/** Mean margin of {@link LABEL} on pictures, from a pass without gradients. */
async function meanMargin(classifier: Classifier, count: number): Promise<number> {
  const logits = await inferLogits(classifier, tinyImages(count));
  const margins = marginsOf(
    logits,
    Array.from({ length: count }, () => LABEL),
    TINY_GRAPH.classes,
  );
  return margins.reduce((sum, value) => sum + value, 0) / count;
}

beforeAll(() => startBackend('wasm'));

describe('the gradient by the pixels', () => {
  it('is what moving one pixel does to the loss, and 0 where a pixel is outside 0..1', async () => {
    const before = tensorCount();
    const network = tinyClassifier();
    const rng = createRng(4, 'pixels');
    const pixels = Float32Array.from({ length: 2 * 8 * 8 * 3 }, () => 0.2 + 0.6 * rng.uniform());
    pixels[7] = 1.5;
    const wanted = oneHotRows([LABEL, LABEL], TINY_GRAPH.classes);
    const lossAt = async (values: Float32Array): Promise<{ loss: number; gradient: Float32Array }> => {
      const images = tensor(values, [2, 8, 8, 3]);
      const found = inputGradient(network, images, (z) => crossEntropy(z, wanted));
      const [logits = new Float32Array(), moved = new Float32Array()] = await readTogether([
        found.logits,
        found.gradient,
      ]);
      for (const each of [images, found.value, found.logits, found.gradient]) each.dispose();
      const losses = Array.from({ length: 2 }, (_, row) => {
        const values = [...logits.subarray(row * TINY_GRAPH.classes, (row + 1) * TINY_GRAPH.classes)];
        return Math.log(values.reduce((sum, z) => sum + Math.exp(z), 0)) - (values[LABEL] ?? 0);
      });
      return { loss: ((losses[0] ?? 0) + (losses[1] ?? 0)) / 2, gradient: moved };
    };
    const { gradient } = await lossAt(pixels);
    expect(gradient[7]).toBe(0);
    const largest = [...gradient.keys()].sort(
      (left, right) => Math.abs(gradient[right] ?? 0) - Math.abs(gradient[left] ?? 0),
    );
    for (const at of largest.slice(0, 5)) {
      const step = 0.01;
      const shifted = (by: number): Float32Array =>
        pixels.map((value, index) => (index === at ? value + by : value));
      const up = await lossAt(shifted(step));
      const down = await lossAt(shifted(-step));
      const numeric = (up.loss - down.loss) / (2 * step);
      expect(Math.abs((gradient[at] ?? 0) - numeric)).toBeLessThan(0.05 * Math.abs(numeric) + 1e-3);
    }
    wanted.dispose();
    disposeTensors(network.parameters);
    expect(tensorCount()).toBe(before);
  });
});

describe('the largest margins', () => {
  it('are measured against the ordinary ones', () => {
    const { label, lead, margins } = judgeMargins(Float32Array.of(30, 40, 10), Float32Array.of(3, 10, 5));
    expect([...margins]).toEqual([10, 4, 2]);
    expect(label).toBe(0);
    expect(lead).toBe(2.5);
  });

  it('do not let a label win by being hardly ever right', () => {
    expect(judgeMargins(Float32Array.of(30, 8), Float32Array.of(10, 0)).label).toBe(1);
    expect(judgeMargins(Float32Array.of(30, 3), Float32Array.of(10, 0.01)).label).toBe(0);
  });

  it('find the label that a network can be driven to, and leave nothing behind', async () => {
    const before = tensorCount();
    const original = tinyClassifier();
    const unlearned = tinyClassifier([0, 0, 0, 40, 0]);
    const defense = tinyImages(20);
    const search = searchMargins({ unlearned, original, defense, steps: 6 });
    const { readings, result } = await finish(search);
    expect(readings).toEqual([1, 2, 3, 4, 5, 6]);
    expect(result.label).toBe(3);
    expect(result.lead).toBeGreaterThan(1.5);
    const ahead = searchMargins({ unlearned, original, defense, steps: 6, pace: IN_FOURS });
    expect(await finish(ahead)).toEqual({ readings, result });
    const cancelled = searchMargins({ unlearned, original, defense, steps: 6 });
    await cancelled.next();
    await cancelled.return(undefined as never);
    disposeTensors(original.parameters);
    disposeTensors(unlearned.parameters);
    expect(tensorCount()).toBe(before);
  });
});

describe('a label after a cut', () => {
  it('stands by its margin, against what it was and against the largest of the others', () => {
    const [before, after] = [Float32Array.of(20, 3, 4), Float32Array.of(5, 2, 10)];
    expect(standingOf(0, before, after)).toEqual({ left: 0.25, lead: 0.5 });
    expect(standingOf(2, before, after)).toEqual({ left: 2.5, lead: 2 });
    // Below 0 the label is not even led to.
    expect(standingOf(0, before, Float32Array.of(-1, 2, 1))).toEqual({ left: 0, lead: 0 });
    expect(standingOf(0, Float32Array.of(-1, 0, 0), before)).toEqual({ left: 1, lead: 5 });
  });
});

describe('the revealed trigger', () => {
  it('turns pictures to the label, is small, and leaves nothing behind', async () => {
    const before = tensorCount();
    // The label is the answer to 3 of the 40 pictures.
    const original = tinyClassifier([0, 0, 1, 0, 0]);
    const defense = tinyImages(40);
    const rngOf = () => createRng(1, 'reveal');
    const input = () => ({ classifier: original, defense, label: LABEL, steps: 60, rng: rngOf() });
    const { readings, result } = await finish(revealTrigger(input()));
    expect(readings).toHaveLength(60);
    if (result === null) throw new Error('nothing was revealed');
    const plain = await predictClasses(original, defense);
    const others = defense.labels.filter((label) => label !== LABEL).length;
    expect(result.images.count).toBe(others);
    const share = plain.filter((label) => label === LABEL).length / plain.length;
    expect(result.fooled).toBeGreaterThan(0.9);
    expect(share).toBeLessThan(0.5);
    const said = await predictClasses(original, result.images);
    expect(said.filter((label) => label === LABEL).length / said.length).toBe(result.fooled);
    // The same recipe reveals the same change.
    const again = await finish(revealTrigger(input()));
    expect(again.result?.change).toEqual(result.change);
    expect(await finish(revealTrigger({ ...input(), pace: IN_FOURS }))).toEqual({ readings, result });
    const cancelled = revealTrigger(input());
    await cancelled.next();
    await cancelled.return(null);
    disposeTensors(original.parameters);
    expect(tensorCount()).toBe(before);
  });

  it('is nothing where every image already has the label', async () => {
    const classifier = tinyClassifier();
    const defense = { ...tinyImages(5), labels: new Uint16Array(5).fill(LABEL) };
    const rng = createRng(1, 'reveal');
    const { result } = await finish(revealTrigger({ classifier, defense, label: LABEL, steps: 3, rng }));
    expect(result).toBeNull();
    disposeTensors(classifier.parameters);
  });

  it('is added to bytes inside their range', () => {
    const image = { ...tinyImages(1), height: 1, width: 1, pixels: Uint8Array.of(10, 128, 250) };
    expect([...addChange(image, Float32Array.of(-1, 0.1, 1)).pixels]).toEqual([0, 154, 255]);
  });
});

describe('the filters that carry it', () => {
  it('are told by what moving their masks does to the margin', async () => {
    const before = tensorCount();
    const network = tinyClassifier();
    const gradients = await marginByMask(network, TINY_SITES, tinyImages(6), LABEL);
    const step = 0.01;
    for (const { id, channels } of TINY_SITES) {
      const channel = channels - 1;
      const at = async (value: number): Promise<number> => {
        const mask = tensor(Float32Array.from({ length: channels }, (_, c) => (c === channel ? value : 1)));
        const margin = await meanMargin({ ...network, masks: new Map([[id, mask]]) }, 6);
        mask.dispose();
        return margin;
      };
      const numeric = ((await at(1 + step)) - (await at(1 - step))) / (2 * step);
      expect(gradients.get(id)?.[channel], id).toBeCloseTo(numeric, 1);
    }
    disposeTensors(network.parameters);
    expect(tensorCount()).toBe(before);
  });

  it('come strongest first; recovered masks count, one that works against the label never comes', () => {
    const order = [0, 1, 2, 3].map((channel) => ({ site: 'bn', channel, mask: 0.5 }));
    const gradients = new Map([['bn', Float32Array.of(4, 5, -3, 1)]]);
    const meanMasks = new Map([['bn', Float32Array.of(0.2, 1, 0, 0.9)]]);
    // By hand: 4 * 0.85, 5 * 0.25, never, 1 * 0.325.
    expect(orderCarriers(order, gradients, meanMasks).map(({ channel }) => channel)).toEqual([0, 1, 3]);
  });
});
