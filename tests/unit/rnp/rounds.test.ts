/** Reveal and cut, round after round, while the label still stands out. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImageSet, take } from '../../../workers/data/images';
import { predictClasses } from '../../../workers/graph/infer';
import { disposeTensors, type OwnedTensors, uploadTensors } from '../../../workers/graph/parameters';
import { type CutFilter, type PruneOptions, recipeOptions } from '../../../workers/protocol';
import { CutNetwork, orderFilters } from '../../../workers/pruning/cut';
import { type CarrierSearch, cutCarriers, type RoundsResult } from '../../../workers/rnp/rounds';
import { startBackend, tensorCount } from '../graph/backends';
import { TINY_NORMALISATION, tinyImages, tinyParameters } from '../graph/tinyNetwork';
import { finish, foundIn, searchOf, TINY_GRAPH, TINY_MASKS, TINY_SITES } from './tinyStages';

const ORDER = orderFilters(TINY_SITES, TINY_MASKS);
const IN_A_ROUND = 3;
/** Few filters a round, of which no one is spared, and a trigger that survives. */
const OPTIONS: PruneOptions = {
  ...recipeOptions('adaptive').prune,
  carrierWalk: IN_A_ROUND / ORDER.length,
  carrierRenewal: 0,
  revealRounds: 2,
  stopFooled: 0,
  vetoTolerance: 1,
  vetoBudget: 1,
};

describe('rounds of reveal and cut', () => {
  let original: OwnedTensors;
  let tensorsBefore: number;
  /** Pictures whose labels are what the whole network says. */
  let images: ImageSet;
  let label: number;
  /** What the search was asked about, and with how much of the label's margin it answers, round by round. */
  let asked: (readonly CutFilter[])[];
  let lefts: readonly number[];
  let search: CarrierSearch;

  const predicted = (network: CutNetwork | null): Promise<Uint16Array> =>
    predictClasses(
      {
        graph: TINY_GRAPH,
        parameters: network?.parameters ?? original,
        normalisation: TINY_NORMALISATION,
      },
      images,
    );

  beforeAll(async () => {
    await startBackend('wasm');
    original = uploadTensors(tinyParameters(TINY_GRAPH));
    images = tinyImages(60);
    images = { ...images, labels: await predicted(null) };
    label = images.labels[0] ?? 0;
    const said = take(
      images,
      [...images.labels.keys()].filter((at) => images.labels[at] === label),
    );
    search = {
      ...searchOf(label, [foundIn(said)]),
      stand: async function* (cut) {
        asked.push([...cut]);
        yield 1;
        return { left: lefts[asked.length - 1] ?? 1, lead: 2 };
      },
    };
    tensorsBefore = tensorCount();
  });
  afterAll(() => disposeTensors(original));

  async function run(options: Partial<PruneOptions>, left: readonly number[] = []): Promise<RoundsResult> {
    asked = [];
    lefts = left;
    const network = await CutNetwork.create(TINY_GRAPH, original, false);
    const { result } = await finish(
      cutCarriers(
        {
          graph: TINY_GRAPH,
          normalisation: TINY_NORMALISATION,
          judged: [images],
          sites: TINY_SITES,
          meanMasks: TINY_MASKS,
          options: { ...OPTIONS, ...options },
          carriers: search,
        },
        network,
        ORDER,
      ),
    );
    network.dispose();
    expect(tensorCount()).toBe(tensorsBefore);
    return result;
  }

  it('asks the cut network again while the label stands out, and cuts nothing twice', async () => {
    const { cut, rounds, standing } = await run({ revealRounds: 5 }, [1, 0.4]);
    expect(rounds).toHaveLength(2);
    expect(standing).toEqual({ left: 0.4, lead: 2 });
    expect(asked.map((each) => each.length)).toEqual([IN_A_ROUND, 2 * IN_A_ROUND]);
    expect(asked[1]?.slice(0, IN_A_ROUND)).toEqual(asked[0]);
    expect(cut).toEqual(asked[1]);
    expect(new Set(cut.map(({ site, channel }) => `${site}/${String(channel)}`)).size).toBe(cut.length);
  });

  it('asks no more than it was told to, and of one round not at all how the label stands', async () => {
    expect(await run({ revealRounds: 1 })).toMatchObject({ rounds: [{}], standing: null });
    expect(asked).toEqual([]);
    expect((await run({ revealRounds: 3 })).rounds).toHaveLength(3);
  });

  it('counts the budget of the veto from the whole network in every round', async () => {
    const strict = { carrierWalk: 0.2, vetoTolerance: 0.1, vetoBudget: 0.1, revealRounds: 3 };
    const { cut, vetoed } = await run(strict);
    const network = await CutNetwork.create(TINY_GRAPH, original, false);
    network.cut(cut);
    const wrong = (await predicted(network)).filter((each, at) => each !== images.labels[at]).length;
    network.dispose();
    expect(wrong).toBeLessThanOrEqual(0.1 * images.count);
    expect(vetoed).toBeGreaterThan(0);
  });

  it('puts the carriers in order anew from the second round on, not in the first', async () => {
    await run({ carrierRenewal: 0 });
    const once = asked;
    await run({ carrierRenewal: 1 });
    expect(asked[0]).toEqual(once[0]);
    expect(asked[1]).toHaveLength(2 * IN_A_ROUND);
    expect(asked[1]).not.toEqual(once[1]);
  });
});
