/** The combined defenses: each holds as every defense does, and is made of what it says. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { DefenseContext } from '../../../workers/defenses/defense';
import { DEFENSES } from '../../../workers/protocol/defenses/registry';
import { startBackend } from '../graph/backends';
import { named } from '../graph/tinyNetwork';
import {
  type DefenseRun,
  expectDefenseToHold,
  lastPoint,
  runDefense,
  SHORT_TUNING,
  stagesOf,
  stepValues,
} from './defenseRun';
import { GRAPH, hostWeights } from './tinyDefense';

const TUNED = { ...SHORT_TUNING, epochs: 1 };
/** Two rounds of two batches. */
const SEARCH = { search: 'adaptive', searchRounds: 2 } as const;
const NU = { rnp: 'adaptive', repairs: 'original', source: 'original' } as const;
const ASCENT = { epochs: 2, learningRate: 0.001, batchSize: 4 };

/** What each search has found. */
function searchesOf({ events }: DefenseRun) {
  return events.filter((each) => each.kind === 'trigger-search').filter(({ label }) => label !== null);
}

function smallest(norms: Float32Array): number {
  return norms.indexOf(norms.reduce((least, each) => Math.min(least, each)));
}

/** The steps of a stage. */
function stepsOf({ events }: DefenseRun, stage: string): number[] {
  return events.flatMap((each) => (each.kind === 'step' && each.stage === stage ? [each.step] : []));
}

describe('the combined defenses', { timeout: 120_000 }, () => {
  beforeAll(() => startBackend('wasm'));

  it('NC+FT: searches in the network, and tunes', async () => {
    const run = await expectDefenseToHold({ id: 'nc-ft', options: { ...TUNED, ...SEARCH, share: 0.5 } });
    expect(stagesOf(run)).toEqual(['search', 'tune']);
    expect(stepsOf(run, 'search')).toEqual([1, 2, 3, 4]);
    expect(run.points.map(({ at, pruned }) => [at, pruned])).toEqual([[1, 0]]);
    const [found] = searchesOf(run);
    expect(found?.labels).toEqual([0, 1, 2, 3]);
    expect(found?.masks.map(({ length }) => length)).toEqual([64, 64, 64, 64]);
    expect(stepValues(run, 'search', 'fooled').every((each) => each >= 0 && each <= 1)).toBe(true);
  });

  it('NU+NC+FT: searches in the copy, and the trigger of the found class once more in the original', async () => {
    const options = { ...TUNED, ...SEARCH, ...NU, share: 0.5 };
    const run = await expectDefenseToHold({ id: 'nu-nc-ft', options });
    expect(stagesOf(run)).toEqual(['unlearn', 'search', 'tune']);
    // Steps go on where the first search ended.
    expect(stepsOf(run, 'search')).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const [first, second] = searchesOf(run);
    expect(second?.labels).toEqual([first?.label]);

    // What the copy's own mask gives is another trigger, and with it another network.
    const other = await runDefense({ id: 'nu-nc-ft', options: { ...options, source: 'unlearned' } });
    expect(searchesOf(other)).toHaveLength(1);
    expect(searchesOf(other)[0]?.norms).toEqual(first?.norms);
    expect(lastPoint(other)).not.toEqual(lastPoint(run));
  });

  it('NU+NC+ABL: offers the network as it came, then climbs', async () => {
    const options = { ...ASCENT, ...SEARCH, ...NU };
    const run = await expectDefenseToHold({ id: 'nu-nc-abl', options });
    expect(stagesOf(run)).toEqual(['unlearn', 'search', 'erase']);
    expect(run.points.map(({ at }) => at)).toEqual([0, 1, 2]);
    expect(run.points[0]?.parameters).toEqual(hostWeights());
  });

  it('NU+FP: cuts in the order of the copy, keeps it cut, and tunes', async () => {
    const options = { ...TUNED, ...NU, ranking: 'active', stop: 'drop', drop: 1, step: 0 } as const;
    const run = await expectDefenseToHold({ id: 'nu-fp', options });
    expect(stagesOf(run)).toEqual(['unlearn', 'rank', 'tune']);
    expect(run.points.map(({ at, pruned }) => [at, pruned])).toEqual([
      [0, 5],
      [1, 5],
    ]);
    const ranking = run.events.find((each) => each.kind === 'ranking');
    const kept = ranking?.order.at(-1) ?? -1;
    // The most active go first: what stays is the least active.
    expect(kept).toBe(smallest(ranking?.activations ?? new Float32Array()));
    const original = named(hostWeights(), 'linear.weight').data;
    for (const { at, parameters } of run.points)
      named(parameters, 'linear.weight').data.forEach((value, place) => {
        if (Math.floor(place / GRAPH.classes) !== kept) expect(Math.abs(value)).toBe(0);
        else if (at === 0) expect(value).toBe(original[place]);
      });
  });

  it.each(['nu-nc-ft', 'nu-nc-abl', 'nu-fp'] as const)(
    '%s repairs the copy where it is asked to',
    async (id) => {
      const all = { ...TUNED, ...SEARCH, ...NU, ...ASCENT, share: 0.5, ranking: 'active', stop: 'drop' };
      const pick = (repairs: 'original' | 'unlearned') => {
        const known = Object.keys(DEFENSES[id].options);
        const given = Object.entries({ ...all, drop: 1, step: 0, level: 0, repairs });
        return Object.fromEntries(given.filter(([key]) => known.includes(key)));
      };
      const [one, other] = [
        await runDefense({ id, options: pick('original') }),
        await runDefense({ id, options: pick('unlearned') }),
      ];
      const firstOf = ({ points }: DefenseRun) =>
        named(points[0]?.parameters ?? hostWeights(), 'conv1.weight').data;
      // Unlearning moves the copy alone, and before a tuning nothing else moves the original.
      expect(firstOf(other)).not.toEqual(firstOf(one));
      if (id !== 'nu-nc-ft') expect(firstOf(one)).toEqual(named(hostWeights(), 'conv1.weight').data);
    },
  );

  it('RNP+FT: what is cut stays cut while the rest is tuned', async () => {
    const filters = [
      { site: 'bn2', channel: 1 },
      { site: 'bn5', channel: 0 },
      { site: 'bn5', channel: 4 },
    ];
    const asked: string[] = [];
    // The engine's own run is tested with the engine; here only what becomes of its answer.
    const cutByRnp: DefenseContext['cutByRnp'] = async function* (constants) {
      asked.push(constants);
      yield { kind: 'stage', stage: 'unlearn' };
      return await Promise.resolve(filters);
    };
    const options = { ...SHORT_TUNING, rnp: 'paper' } as const;
    const run = await expectDefenseToHold({ id: 'rnp-ft', options, context: { cutByRnp } });
    expect(new Set(asked)).toEqual(new Set(['paper']));
    expect(stagesOf(run)).toEqual(['unlearn', 'tune']);
    expect(run.points.map(({ at, pruned }) => [at, pruned])).toEqual([0, 1, 2].map((at) => [at, 3]));
    const original = hostWeights();
    for (const { at, parameters } of run.points)
      for (const site of ['bn2', 'bn4', 'bn5']) {
        const gammas = named(parameters, `${site}.weight`).data;
        gammas.forEach((gamma, channel) => {
          const isCut = filters.some((each) => each.site === site && each.channel === channel);
          if (isCut) expect(Math.abs(gamma)).toBe(0);
          else if (at === 0) expect(gamma).toBe(named(original, `${site}.weight`).data[channel]);
          else expect(gamma).not.toBe(0);
        });
        // Beta stays, and is tuned.
        if (at === 0) expect(named(parameters, `${site}.bias`)).toEqual(named(original, `${site}.bias`));
        else expect(named(parameters, `${site}.bias`)).not.toEqual(named(original, `${site}.bias`));
      }
  });

  it.each(['nc-ft', 'nu-nc-ft', 'nu-nc-abl'] as const)('%s cannot compare two classes', async (id) => {
    const graph = { ...GRAPH, classes: 2 };
    await expect(runDefense({ id, options: {}, context: { graph } })).rejects.toMatchObject({
      fault: { code: 'defense-unfit', params: { need: 'three-classes' } },
    });
  });
});
