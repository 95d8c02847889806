/** The searches for a cut ask the network again and again; what lies before the first change is not computed again. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../../../workers/engine/rng';
import { disposeTensors, type OwnedTensors, uploadTensors } from '../../../workers/graph/parameters';
import { GroupAccuracy, labelled } from '../../../workers/pruning/accuracy';
import { CutNetwork, orderFilters } from '../../../workers/pruning/cut';
import { countCuts, sweep, thresholdCuts } from '../../../workers/pruning/sweep';
import { walkWithVeto } from '../../../workers/rnp/veto';
import { startBackend } from '../graph/backends';
import { countConvolutions } from '../graph/countConvolutions';
import { TINY_NORMALISATION, tinyImages, tinyParameters } from '../graph/tinyNetwork';
import { finish, TINY_GRAPH, TINY_SITES } from './tinyStages';

const CONVOLUTIONS = TINY_GRAPH.nodes.filter(({ kind }) => kind === 'conv2d').length;
const images = tinyImages(16);

describe('convolutions that are spared', () => {
  let parameters: OwnedTensors;
  beforeAll(async () => {
    await startBackend('wasm');
    parameters = uploadTensors(tinyParameters(TINY_GRAPH));
    return () => disposeTensors(parameters);
  });

  /** Masks as recovering leaves them: many filters everywhere, in no order of depth. */
  const order = (() => {
    const rng = createRng(6, 'masks');
    const values = TINY_SITES.map(
      ({ id, channels }) => [id, Float32Array.from({ length: channels }, () => rng.uniform())] as const,
    );
    return orderFilters(TINY_SITES, new Map(values));
  })();

  async function onCutNetwork(work: (network: CutNetwork) => Promise<unknown>): Promise<number> {
    const network = await CutNetwork.create(TINY_GRAPH, parameters, false);
    const count = await countConvolutions(() => work(network));
    network.dispose();
    return count;
  }

  it('in a table by number of filters, where each row cuts a few more', async () => {
    const input = {
      graph: TINY_GRAPH,
      normalisation: TINY_NORMALISATION,
      sweepDefense: images,
      oracle: null,
    };
    const cuts = countCuts(16, 16);
    const ran = await onCutNetwork((network) => finish(sweep(input, network, order, cuts, 'count')));
    const all = cuts.length * CONVOLUTIONS;
    expect(ran / all).toBeLessThan(0.75);
    const byThreshold = thresholdCuts(order, 0.05);
    const swept = await onCutNetwork((network) =>
      finish(sweep(input, network, order, byThreshold, 'threshold')),
    );
    // Several filters a row touch an early layer more often than one does.
    expect(swept / (byThreshold.length * CONVOLUTIONS)).toBeLessThan(1);
  });

  it('in the walk with veto, also after filters were taken back', async () => {
    const accuracy = new GroupAccuracy(TINY_GRAPH, TINY_NORMALISATION, [labelled(images)]);
    const decisions: unknown[] = [];
    const ran = await onCutNetwork(async (network) => {
      const options = { vetoTolerance: 0, vetoBudget: 0 };
      const walk = { network, accuracy, order, options, limit: 24, chunk: 1 };
      const { readings } = await finish(walkWithVeto(walk));
      decisions.push(...readings);
    });
    accuracy.dispose();
    expect(decisions).toHaveLength(24);
    expect(ran / (25 * CONVOLUTIONS)).toBeLessThan(0.75);
  });
});
