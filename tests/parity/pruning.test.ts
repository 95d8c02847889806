/** Stage 3 with the recorded masks, on the wasm backend: the same filters, the same table. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type ImageSet, indicesWhere, take } from '../../workers/data/images';
import { attackTestSet } from '../../workers/data/poison';
import type { Graph } from '../../workers/graph/graph';
import { inferLogits } from '../../workers/graph/infer';
import { type OwnedTensors, uploadTensors } from '../../workers/graph/parameters';
import { findMaskSites } from '../../workers/graph/sites';
import { BADNETS_TRIGGER, type CutFilter, type MaskSite } from '../../workers/protocol';
import { GroupAccuracy, sum } from '../../workers/pruning/accuracy';
import { countUpTo, CutNetwork, orderFilters } from '../../workers/pruning/cut';
import { startBackend } from '../unit/graph/backends';
import { expectAtMost, largestDifference } from './agreement';
import {
  firstImages,
  hasRecordedCases,
  loadBackdoored,
  loadImages,
  NORMALISATION,
  readRecordedArrays,
  readRecordedJson,
} from './recorded';

interface Row {
  readonly pruned: number;
  readonly threshold: number;
  readonly number: number;
  readonly n_correct_nontarget: number;
  readonly n_attack_hits: number;
}
interface Recording {
  readonly by_threshold: Row[];
  readonly by_number: Row[];
  readonly lowest: [site: string, channel: number, mask: number][];
}

/** Rows whose accuracies are counted on all images; each takes seconds. The logits are compared for every row. */
const COUNTED_THRESHOLDS = [0, 2, 6, 10];

describe.skipIf(!hasRecordedCases())('pruning by recorded masks', () => {
  let recording: Recording;
  let graph: Graph;
  let parameters: OwnedTensors;
  let sites: MaskSite[];
  let order: CutFilter[];
  let test: ImageSet;

  beforeAll(async () => {
    await startBackend('wasm');
    recording = readRecordedJson('pruning.json') as Recording;
    const loaded = await loadBackdoored();
    graph = loaded.graph;
    parameters = uploadTensors(loaded.host);
    sites = findMaskSites(graph);
    test = await loadImages('cifar10-test-1000');
    order = orderFilters(sites, await recordedMasks(sites));
  });

  it('orders the filters as recorded, ties in layer order', () => {
    expect(order).toHaveLength(1200);
    const lowest = order.slice(0, 40).map(({ site, channel, mask }) => [site, channel, mask]);
    expect(lowest).toEqual(recording.lowest);
  });

  it('cuts the recorded number of filters at every threshold', () => {
    const counts = recording.by_threshold.map(({ threshold }) => countUpTo(order, threshold));
    expect(counts).toEqual(recording.by_threshold.map(({ pruned }) => pruned));
  });

  it.each([
    ['threshold', 'threshold_logits'],
    ['number', 'number_logits'],
  ] as const)(
    'has the recorded logits after every cut by %s',
    async (by, name) => {
      const rows = by === 'threshold' ? recording.by_threshold : recording.by_number;
      const expected = (await readRecordedArrays('pruning_logits.npz'))(name).data;
      const images = firstImages(test, 64);
      const network = await CutNetwork.create(graph, parameters, false);
      const errors: number[] = [];
      for (const [at, { pruned }] of rows.entries()) {
        network.cut(order.slice(0, pruned));
        const logits = await inferLogits(
          { graph, parameters: network.parameters, normalisation: NORMALISATION },
          images,
        );
        errors.push(largestDifference(logits, expected.slice(at * logits.length, (at + 1) * logits.length)));
      }
      network.dispose();
      expect(errors).toHaveLength(rows.length);
      expectAtMost(`logits after cuts by ${by}`, Math.max(...errors), 1e-3);
    },
    600_000,
  );

  it('counts hits and attack successes as recorded, along a rising threshold', async () => {
    const clean = take(
      test,
      indicesWhere(test, (label) => label !== BADNETS_TRIGGER.target),
    );
    const triggered = attackTestSet(test, BADNETS_TRIGGER);
    expect([clean.count, triggered.count]).toEqual([897, 897]);
    const wanted = new Uint16Array(triggered.count).fill(BADNETS_TRIGGER.target);
    const accuracy = new GroupAccuracy(graph, NORMALISATION, [
      { images: clean, wanted: clean.labels },
      { images: triggered, wanted },
    ]);
    const network = await CutNetwork.create(graph, parameters, false);
    for (const [index, at] of COUNTED_THRESHOLDS.entries()) {
      const row = recording.by_threshold[at];
      if (row === undefined) throw new RangeError('a row is missing');
      const changed = network.cut(order.slice(0, countUpTo(order, row.threshold)));
      const counts = (await accuracy.hits(network.parameters, index === 0 ? null : changed)).map(sum);
      accuracy.commit();
      const error = largestDifference(counts, [row.n_correct_nontarget, row.n_attack_hits]);
      expectAtMost(`counts at threshold ${row.threshold.toFixed(2)}`, error, 2);
    }
    accuracy.dispose();
    network.dispose();
  }, 600_000);
});

/** The masks after step 40, rounded to four decimals as the reference code's text file does it. */
async function recordedMasks(sites: readonly MaskSite[]): Promise<Map<string, Float32Array>> {
  const { data } = (await readRecordedArrays('recovering.npz'))('mask_after_40');
  let start = 0;
  return new Map(
    sites.map(({ id, channels }) => {
      const values = Float32Array.from(
        data.subarray(start, start + channels),
        (mask) => Math.round(mask * 1e4) / 1e4,
      );
      start += channels;
      return [id, values];
    }),
  );
}
