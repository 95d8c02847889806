/** Adversarial training: the slope by which filters are disturbed, what it asks RNP, and that it can be cut off anywhere. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { FilterName } from '../../../workers/attacks/attack';
import { disturbFilters, filterSlopes } from '../../../workers/attacks/disturbFilters';
import { uploadBatch, disposeBatch } from '../../../workers/graph/batchTensors';
import { disposeTensors, downloadTensors, uploadTensors } from '../../../workers/graph/parameters';
import { BADNETS_TRIGGER, type StampedTrigger } from '../../../workers/protocol';
import { startBackend, tensorCount } from '../graph/backends';
import { plainLoss, type PlainTensor } from '../graph/plainNetwork';
import { buildTinyResnet, named, TINY_NORMALISATION, tinyImages, tinyParameters } from '../graph/tinyNetwork';
import { runAttack, TINY_TRAIN } from './attackRun';
import { expectNothingLeft, expectResumable, stagesOf } from './crafted';

const CORNER: StampedTrigger = { ...BADNETS_TRIGGER, row: 5, column: 5 };

const FILTERS: readonly FilterName[] = [
  { site: 'bn1', channel: 1 },
  { site: 'layer2.0.bn1', channel: 0 },
];

/** Stands in for RNP, which the engine brings: what it finds here is known beforehand. */
async function* knownFilters(): AsyncGenerator<number, readonly FilterName[]> {
  yield 0.25;
  yield await Promise.resolve(0.75);
  return FILTERS;
}

/** 5 steps an epoch of the first training, 2 events of RNP's, 2 steps an epoch of tuning. */
const ATTACK = {
  id: 'adversarial-training',
  options: { rate: 0.2, share: 0.5, tuneEpochs: 2 },
  context: {
    images: tinyImages(80),
    trigger: CORNER,
    train: { ...TINY_TRAIN, epochs: 2, batchSize: 16, augmentation: 'none' },
    findFilters: knownFilters,
  },
} as const;

beforeAll(async () => {
  await startBackend('wasm');
});

describe('the disturbance of filters', () => {
  const graph = buildTinyResnet();
  const images = tinyImages(7);

  /** The clean loss in double precision, with one filter scaled. */
  function lossWith({ site, channel }: FilterName, factor: number): number {
    const batch = uploadBatch(
      images,
      Uint32Array.from({ length: 7 }, (_, at) => at),
      TINY_NORMALISATION,
      null,
    );
    const x = { shape: batch.x.shape, data: batch.x.dataSync() };
    const host = new Map<string, PlainTensor>(tinyParameters(graph));
    const { shape, data } = named(host, `${site}.weight`);
    const scaled = Float64Array.from(data, (value, at) => (at === channel ? factor * value : value));
    host.set(`${site}.weight`, { shape, data: scaled });
    const loss = plainLoss(graph, x, batch.labels, { tensors: host, mode: 'eval' });
    disposeBatch(batch);
    return loss;
  }

  it('follows the slope of the clean loss by each filter’s scale, over batches that do not fit evenly', async () => {
    const parameters = uploadTensors(tinyParameters(graph));
    const before = tensorCount();
    const slopes = await filterSlopes(
      { graph, parameters, normalisation: TINY_NORMALISATION },
      FILTERS,
      images,
      3,
    );
    expect(tensorCount()).toBe(before);
    disposeTensors(parameters);
    const REACH = 1e-6;
    FILTERS.forEach((filter, at) => {
      const slope = (lossWith(filter, 1 + REACH) - lossWith(filter, 1 - REACH)) / (2 * REACH);
      expect(Math.abs(slope)).toBeGreaterThan(1e-3);
      expect((slopes[at] ?? 0) / slope).toBeCloseTo(1, 3);
    });
  });

  it('scales the gamma of those filters alone, up or down, as the slope says', async () => {
    const parameters = uploadTensors(tinyParameters(graph));
    const before = tensorCount();
    const classifier = { graph, parameters, normalisation: TINY_NORMALISATION };
    const slopes = await filterSlopes(classifier, FILTERS, images, 8);
    await disturbFilters(classifier, FILTERS, images, { epsilon: 0.4, batchSize: 8 });
    expect(tensorCount()).toBe(before);
    const found = await downloadTensors(parameters);
    const expected = new Map(
      [...tinyParameters(graph)].map(([name, { data }]) => [name, Float32Array.from(data)]),
    );
    FILTERS.forEach(({ site, channel }, at) => {
      const data = named(expected, `${site}.weight`);
      data[channel] = (data[channel] ?? 0) * (1 + 0.4 * Math.sign(slopes[at] ?? 0));
    });
    for (const [name, { data }] of found) expect(data, name).toEqual(named(expected, name));
    disposeTensors(parameters);
  });

  it('changes nothing where RNP would cut nothing', async () => {
    const parameters = uploadTensors(tinyParameters(graph));
    const classifier = { graph, parameters, normalisation: TINY_NORMALISATION };
    await disturbFilters(classifier, [], images, { epsilon: 0.4, batchSize: 8 });
    for (const [name, { data }] of await downloadTensors(parameters))
      expect(data, name).toEqual(named(tinyParameters(graph), name).data);
    disposeTensors(parameters);
  });
});

describe('adversarial training', () => {
  /** The attack with another stand-in for RNP. */
  function asking(findFilters: typeof knownFilters) {
    return { ...ATTACK, context: { ...ATTACK.context, findFilters } };
  }

  it('plants a backdoor, asks RNP about it, and tunes on', async () => {
    const tried = await runAttack(ATTACK);
    expect(tried.events[0]).toMatchObject({ kind: 'planted', trigger: CORNER, poison: { poisoned: 16 } });
    expect(stagesOf(tried)).toEqual(['prepare', 'craft', 'train']);
    const crafted = tried.events.filter((event) => event.kind === 'step' && event.stage === 'craft');
    expect(crafted).toEqual([
      { kind: 'step', stage: 'craft', step: 25, limit: 100, values: {} },
      { kind: 'step', stage: 'craft', step: 75, limit: 100, values: {} },
    ]);
    const kept = tried.snapshots.at(-1)?.bytes.get('filters');
    expect(JSON.parse(new TextDecoder().decode(kept))).toEqual(FILTERS);
  });

  it('does not ask a second time when it is resumed', async () => {
    const asked = vi.fn(knownFilters);
    const { snapshots } = await runAttack(asking(asked));
    expect(asked).toHaveBeenCalledTimes(1);
    // Two epochs of the first training, then what RNP found, then two epochs of tuning.
    expect(snapshots).toHaveLength(5);
    for (const from of snapshots.slice(2)) await runAttack({ ...asking(asked), from });
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it('goes on after any epoch as if it had not been cut off', async () => {
    await expectResumable(ATTACK);
  });

  it('ends RNP when it is ended itself', async () => {
    const ended = vi.fn();
    const findFilters = async function* (): AsyncGenerator<number, readonly FilterName[]> {
      try {
        return yield* knownFilters();
      } finally {
        ended();
      }
    };
    const { result } = await runAttack({ ...asking(findFilters), cancelAfter: 11 });
    expect(result).toBeNull();
    expect(ended).toHaveBeenCalledTimes(1);
  });

  it('leaves nothing behind, wherever it is stopped', async () => {
    await expectNothingLeft(ATTACK, [1, 5, 11, 13, 15, 99]);
  });

  it('refuses at once what cannot be', async () => {
    const context = { ...ATTACK.context, images: tinyImages(63) };
    const thrown: unknown = await runAttack({ ...ATTACK, context }).catch((each: unknown) => each);
    expect(thrown).toMatchObject({
      fault: { code: 'defense-set-too-small', params: { found: 63, needed: 64 } },
    });
  });
});
