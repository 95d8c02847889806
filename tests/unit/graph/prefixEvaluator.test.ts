/** Logits after cuts, computed from kept activations, are those of the whole network - whatever was tried before. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../../../workers/engine/rng';
import { inferLogits } from '../../../workers/graph/infer';
import { disposeTensors, type OwnedTensors, uploadTensors } from '../../../workers/graph/parameters';
import { PrefixEvaluator } from '../../../workers/graph/prefixEvaluator';
import { findMaskSites } from '../../../workers/graph/sites';
import { CutNetwork, type FilterId } from '../../../workers/pruning/cut';
import { startBackend, tensorCount } from './backends';
import { countConvolutions } from './countConvolutions';
import { buildTinyResnet, TINY_NORMALISATION, tinyImages, tinyParameters } from './tinyNetwork';

const graph = buildTinyResnet();
const sites = findMaskSites(graph);
/** Two batches, the second a short one. */
const images = tinyImages(131);
const FILTERS: readonly FilterId[] = sites.flatMap(({ id, channels }) =>
  Array.from({ length: channels }, (_, channel) => ({ site: id, channel })),
);

describe('PrefixEvaluator', () => {
  let parameters: OwnedTensors;
  let network: CutNetwork;
  let evaluator: PrefixEvaluator;
  let tensorsBefore: number;

  beforeAll(async () => {
    await startBackend('wasm');
    parameters = uploadTensors(tinyParameters(graph));
    tensorsBefore = tensorCount();
    network = await CutNetwork.create(graph, parameters, false);
    evaluator = new PrefixEvaluator(graph, TINY_NORMALISATION, images);
  });
  afterAll(() => disposeTensors(parameters));

  /** Largest difference to a pass through the whole network. */
  async function error(changed: readonly string[] | null): Promise<number> {
    const actual = await evaluator.logits(network.parameters, changed);
    const classifier = { graph, parameters: network.parameters, normalisation: TINY_NORMALISATION };
    const expected = await inferLogits(classifier, images);
    expect(actual).toHaveLength(images.count * graph.classes);
    return Math.max(...expected.map((value, at) => Math.abs(value - (actual[at] ?? Number.NaN))));
  }

  it('is right before anything has been committed', async () => {
    const changed = network.cut(FILTERS.slice(40, 42));
    expect(await error(changed)).toBeLessThan(1e-6);
    network.cut([]);
    expect(await error(null)).toBeLessThan(1e-6);
    // Nothing was committed: a change is still counted from nothing.
    expect(await error(['layer4.0.bn2'])).toBeLessThan(1e-6);
  });

  it('is right after any sequence of trials, some of them committed', async () => {
    const rng = createRng(11, 'trials');
    let committed: readonly FilterId[] = [];
    network.cut(committed);
    expect(await error(null)).toBeLessThan(1e-6);
    evaluator.commit();
    let commits = 0;
    for (let trial = 0; trial < 25; trial++) {
      // A change is counted from the committed state, so go back there first.
      network.cut(committed);
      const added = Array.from(
        { length: 1 + rng.int(3) },
        () => FILTERS[rng.int(FILTERS.length)] ?? FILTERS[0],
      );
      const kept = rng.uniform() < 0.3 ? committed.slice(1) : committed;
      const next = [...kept, ...added].filter((filter) => filter !== undefined);
      const changed = network.cut(next);
      expect(await error(changed), `trial ${String(trial)}`).toBeLessThan(1e-6);
      if (rng.uniform() < 0.5) continue;
      evaluator.commit();
      committed = next;
      commits++;
    }
    expect(commits).toBeGreaterThan(5);
    network.cut(committed);
    expect(await error([])).toBeLessThan(1e-6);
  });

  it('computes only what lies behind the block before the first change', async () => {
    network.cut([]);
    const positions = new Map(graph.nodes.map(({ id }, at) => [id, at]));
    const at = (id: string): number => positions.get(id) ?? Number.NaN;
    const whole = graph.nodes.filter(({ kind }) => kind === 'conv2d').map(({ id }) => id);
    expect(await countConvolutions(() => evaluator.logits(network.parameters, null))).toBe(2 * whole.length);
    evaluator.commit();
    for (const { id } of sites) {
      const before = graph.layers.filter((layer) => at(layer) < at(id));
      const behind = whole.filter((each) => at(each) > at(before[before.length - 1] ?? 'input'));
      const ran = await countConvolutions(() => evaluator.logits(network.parameters, [id]));
      expect(ran, id).toBe(2 * behind.length);
    }
    // A change of nothing costs the last layer alone.
    expect(await countConvolutions(() => evaluator.logits(network.parameters, []))).toBe(0);
  });

  it('holds no more tensors than one kept and one tried pass need, and frees all of them', async () => {
    const perPass = 2 * graph.layers.length;
    await evaluator.logits(network.parameters, null);
    const cuts = 2 * sites.length;
    expect(tensorCount() - tensorsBefore).toBeLessThanOrEqual(2 * perPass + 2 + cuts);
    evaluator.dispose();
    network.dispose();
    expect(tensorCount()).toBe(tensorsBefore);
  });
});
