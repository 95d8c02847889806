/** The table of cuts and the rules that choose one, against a count that starts from scratch for every cut. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImageSet, take } from '../../../workers/data/images';
import { predictClasses } from '../../../workers/graph/infer';
import { disposeTensors, type OwnedTensors, uploadTensors } from '../../../workers/graph/parameters';
import { type CutFilter, type PruneOptions, recipeOptions } from '../../../workers/protocol';
import { CutNetwork, type FilterId } from '../../../workers/pruning/cut';
import { labelled } from '../../../workers/pruning/accuracy';
import { prune, type PruneInput, type PruneReading, type PruneResult } from '../../../workers/rnp/prune';
import { startBackend, tensorCount } from '../graph/backends';
import { TINY_NORMALISATION, tinyImages, tinyParameters } from '../graph/tinyNetwork';
import { finish, foundIn, searchOf, TINY_GRAPH, TINY_MASKS, TINY_SITES } from './tinyStages';

const FILTERS = TINY_SITES.reduce((sum, { channels }) => sum + channels, 0);
const OPTIONS: PruneOptions = { ...recipeOptions('adaptive').prune, order: 'final', sweepStep: 0.2 };

describe('prune', () => {
  let original: OwnedTensors;
  let tensorsBefore: number;
  /** Pictures whose labels are what the whole network says: it starts with every one of them right. */
  let images: ImageSet;

  beforeAll(async () => {
    await startBackend('wasm');
    original = uploadTensors(tinyParameters(TINY_GRAPH));
    const classifier = { graph: TINY_GRAPH, parameters: original, normalisation: TINY_NORMALISATION };
    images = tinyImages(60);
    images = { ...images, labels: await predictClasses(classifier, images) };
    tensorsBefore = tensorCount();
  });
  afterAll(() => disposeTensors(original));

  async function run(
    options: Partial<PruneOptions>,
    heldOut = tinyImages(0),
    carriers: PruneInput['carriers'] = null,
  ) {
    const { readings, result }: { readings: PruneReading[]; result: PruneResult } = await finish(
      prune({
        graph: TINY_GRAPH,
        normalisation: TINY_NORMALISATION,
        original,
        sites: TINY_SITES,
        finalMasks: TINY_MASKS,
        meanMasks: new Map([...TINY_MASKS].map(([site, values]) => [site, values.map((mask) => 1 - mask)])),
        options: { ...OPTIONS, ...options },
        defense: images,
        judged: [images],
        heldOut,
        sweepDefense: images,
        oracle: { clean: labelled(images), triggered: labelled(images), target: null },
        carriers,
      }),
    );
    return { readings, result };
  }

  /** Right answers of the network with these filters cut, from a pass through all of it. */
  async function countRight(filters: readonly FilterId[]): Promise<number> {
    const network = await CutNetwork.create(TINY_GRAPH, original, false);
    network.cut(filters);
    const classifier = {
      graph: TINY_GRAPH,
      parameters: network.parameters,
      normalisation: TINY_NORMALISATION,
    };
    const predicted = await predictClasses(classifier, images);
    network.dispose();
    return predicted.filter((label, at) => label === images.labels[at]).length;
  }

  it('measures nothing cut first, then every threshold that cuts more', async () => {
    const { readings, result } = await run({ rule: 'count', count: 0 });
    const { rows, order } = result;
    expect(order).toHaveLength(FILTERS);
    expect(rows[0]).toMatchObject({ threshold: null, pruned: 0, defenseAccuracy: 1, cleanAccuracy: 1 });
    expect(readings.flatMap((reading) => (reading.kind === 'row' ? [reading.row] : []))).toEqual(rows);
    expect(rows.length).toBeGreaterThan(3);
    for (const {
      threshold,
      pruned,
      defenseAccuracy,
      cleanAccuracy,
      attackSuccessRate,
      targetClassAccuracy,
    } of rows.slice(1)) {
      expect(pruned).toBe(order.filter(({ mask }) => mask <= (threshold ?? 0)).length);
      const share = (await countRight(order.slice(0, pruned))) / images.count;
      expect({ defenseAccuracy, cleanAccuracy, attackSuccessRate, targetClassAccuracy }).toEqual({
        defenseAccuracy: share,
        cleanAccuracy: share,
        attackSuccessRate: share,
        targetClassAccuracy: null,
      });
    }
  });

  it.each([
    ['count', { count: 17 }, 17],
    ['count', { count: 100_000 }, FILTERS],
    ['fraction', { fraction: 0.1 }, Math.round(0.1 * FILTERS)],
    ['threshold', { threshold: 0 }, 0],
  ] as const)('cuts the front of the order by %s %o', async (rule, options, expected) => {
    const { result } = await run({ rule, ...options });
    expect(result.cut).toEqual(result.order.slice(0, expected));
    expect(result.vetoed).toBe(0);
  });

  it('orders by the mean masks where the recipe says so', async () => {
    const [final, mean] = [
      await run({ rule: 'count', count: 0 }),
      await run({ rule: 'count', count: 0, order: 'mean' }),
    ];
    const ends = ({ result }: typeof final): (CutFilter | undefined)[] => [
      result.order[0],
      result.order.at(-1),
    ];
    const place = (filter: CutFilter | undefined): unknown => [filter?.site, filter?.channel];
    expect(ends(mean).map(place)).toEqual(ends(final).reverse().map(place));
  });

  it('cuts as far as the defender’s budget allows', async () => {
    const { result } = await run({ rule: 'defender', budget: 0.1 });
    const inside = result.rows.filter(({ defenseAccuracy }) => defenseAccuracy >= 0.9 - 1e-9);
    expect(result.cut).toHaveLength(Math.max(...inside.map(({ pruned }) => pruned)));
  });

  it('cuts by the oracle where attack success is lowest inside the budget', async () => {
    const { result } = await run({ rule: 'oracle', budget: 0.3 });
    const inside = result.rows.filter(({ cleanAccuracy }) => (cleanAccuracy ?? 0) >= 0.7 - 1e-9);
    const lowest = Math.min(...inside.map(({ attackSuccessRate }) => attackSuccessRate ?? 1));
    const chosen = result.rows.find(({ pruned }) => pruned === result.cut.length);
    expect(chosen?.attackSuccessRate).toBe(lowest);
  });

  it('walks with veto as one would by hand: cut, count, take back what costs too much', async () => {
    const [walk, vetoTolerance, vetoBudget] = [0.25, 0.02, 0.1];
    const { readings, result } = await run({ rule: 'veto', walk, vetoTolerance, vetoBudget });
    const cut: CutFilter[] = [];
    const vetoed: CutFilter[] = [];
    let right = images.count;
    for (const filter of result.order.slice(0, Math.round(walk * FILTERS))) {
      const now = await countRight([...cut, filter]);
      const tooMuch =
        right - now > Math.max(1, vetoTolerance * images.count) ||
        images.count - now > vetoBudget * images.count;
      (tooMuch ? vetoed : cut).push(filter);
      if (!tooMuch) right = now;
    }
    expect(vetoed.length).toBeGreaterThan(0);
    expect(cut.length).toBeGreaterThan(5);
    expect(result.cut).toEqual(cut);
    expect(result.vetoed).toBe(vetoed.length);
    const decisions = readings.flatMap((reading) => (reading.kind === 'decision' ? [reading] : []));
    expect(decisions.filter(({ verdict }) => verdict === 'vetoed').map(({ filter }) => filter)).toEqual(
      vetoed,
    );
    expect(decisions.map(({ done }) => done)).toEqual(decisions.map((_, at) => at + 1));
  });

  it('walks the carriers of a revealed trigger until it turns few pictures, and counts that afresh', async () => {
    // Pictures and the label that most of them get: as good as a trigger that works.
    const label = images.labels[0] ?? 0;
    const said = [...images.labels.keys()].filter((at) => images.labels[at] === label);
    const revealed = foundIn(take(images, said));
    const search = searchOf(label, [revealed]);
    const options = {
      rule: 'carriers',
      carrierWalk: 1,
      vetoTolerance: 1,
      vetoBudget: 1,
      stopFooled: 0.5,
    } as const;
    const { readings, result } = await run(options, tinyImages(0), search);
    expect(result.cut.length).toBeGreaterThan(0);
    expect(result.rounds).toHaveLength(1);
    expect(result.rounds[0]?.fooledAfter).toBeLessThanOrEqual(0.5);
    const network = await CutNetwork.create(TINY_GRAPH, original, false);
    network.cut(result.cut);
    const classifier = {
      graph: TINY_GRAPH,
      parameters: network.parameters,
      normalisation: TINY_NORMALISATION,
    };
    const left = (await predictClasses(classifier, revealed.images)).filter((each) => each === label).length;
    network.dispose();
    expect(result.rounds[0]?.fooledAfter).toBeCloseTo(left / said.length, 6);
    expect(readings.filter((each) => each.kind === 'decision')).toHaveLength(result.cut.length);
    // The order of the cut goes on behind it, and each of its rows is what a pass through the whole network says.
    expect(result.head.slice(0, result.cut.length)).toEqual(result.cut);
    expect(result.head.length).toBeGreaterThan(result.cut.length);
    expect(result.countRows.map(({ pruned }) => pruned)).toContain(result.cut.length);
    for (const { defenseAccuracy, pruned, threshold } of result.countRows) {
      expect(threshold).toBeNull();
      expect(defenseAccuracy).toBe((await countRight(result.head.slice(0, pruned))) / images.count);
    }
    const streamed = readings.flatMap((each) =>
      each.kind === 'row' && each.by === 'count' ? [each.row] : [],
    );
    expect(streamed).toEqual(result.countRows);
    // A guessed label whose trigger survives is no reason to cut anything.
    const timid = { ...options, carrierWalk: 1 / FILTERS, stopFooled: 0 };
    expect((await run(timid, tinyImages(0), search)).result.cut).toHaveLength(1);
    const guessed = await run(timid, tinyImages(0), { ...search, isClear: false });
    expect(guessed.result).toMatchObject({ cut: [], rounds: [{ fooledAfter: 1 }] });
    const nothing = await run(options);
    expect(nothing.result).toMatchObject({ cut: [], rounds: [] });
    expect(tensorCount()).toBe(tensorsBefore);
  });

  it('leaves the original network and no tensors behind', async () => {
    await run({ rule: 'veto', walk: 0.05 });
    expect(tensorCount()).toBe(tensorsBefore);
    expect(await countRight([])).toBe(images.count);
  });

  it('leaves no tensors behind when it is cancelled', async () => {
    const input = {
      finalMasks: TINY_MASKS,
      meanMasks: TINY_MASKS,
      options: { ...OPTIONS, rule: 'veto' as const },
    };
    const sets = { defense: images, judged: [images], heldOut: tinyImages(0), sweepDefense: images };
    const groups = { ...sets, oracle: null, carriers: null };
    const network = { graph: TINY_GRAPH, normalisation: TINY_NORMALISATION, original, sites: TINY_SITES };
    for (const readings of [1, 12]) {
      const stage = prune({ ...network, ...input, ...groups });
      for (let at = 0; at < readings; at++) await stage.next();
      await stage.return(undefined as never);
      expect(tensorCount()).toBe(tensorsBefore);
    }
  });
});
