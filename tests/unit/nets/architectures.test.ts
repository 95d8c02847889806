/** Every architecture beside PyTorch: names, shapes, counts, and what the network answers, in evaluation and with batch statistics. */
import { beforeAll, describe, expect, it } from 'vitest';
import { relativeError } from '../../../workers/device/relativeError';
import { type Tensor, tensor, tidy } from '../../../workers/device/tf';
import { disposeStatistics, forward } from '../../../workers/graph/forward';
import { type Graph, parameterCount } from '../../../workers/graph/graph';
import { disposeTensors, type OwnedTensors, uploadTensors } from '../../../workers/graph/parameters';
import { loadStateDict } from '../../../workers/nets/load';
import { recognise } from '../../../workers/nets/recognise';
import { startBackend } from '../graph/backends';
import { type Facts, type Known, readGoldens, RUNS, SIZES } from './goldens';
import { digestOf, IMAGES, madeUpPictures, madeUpState, savedShapes } from './madeUp';

const goldens = readGoldens();
/** Of PyTorch's and our logits, by the largest of them: sums of thousands of products in another order. */
const LARGEST_ERROR = 1e-4;

function pairs<T extends Facts>(
  known: Readonly<Record<string, Known>>,
  facts: Readonly<Record<string, T>>,
): [string, Known, T][] {
  expect(Object.keys(facts)).toEqual(Object.keys(known));
  return Object.entries(known).flatMap(([name, each]) => {
    const fact = facts[name];
    return fact === undefined ? [] : [[name, each, fact]];
  });
}

function expectFacts(graph: Graph, facts: Facts): void {
  const shapes = savedShapes(graph);
  const normalised = graph.nodes.reduce(
    (sum, node) => sum + (node.kind === 'batchNorm' ? node.channels : 0),
    0,
  );
  const found = {
    entries: shapes.size,
    parameters: parameterCount(graph),
    normalised,
    digest: digestOf(shapes),
  };
  const { entries, parameters, digest } = facts;
  expect(found).toEqual({ entries, parameters, normalised: facts.normalised, digest });
}

async function answer(
  graph: Graph,
  parameters: OwnedTensors,
  x: Tensor,
  mode: 'eval' | 'train',
): Promise<Float32Array> {
  const output = tidy(() => {
    const passed = forward(graph, parameters, x, { mode, release: true });
    disposeStatistics(passed.statistics);
    return passed.output;
  });
  const values = await output.data<'float32'>();
  output.dispose();
  return new Float32Array(values);
}

describe('architectures at full size', () => {
  it.each(pairs(SIZES, goldens.sizes))(
    '%s has PyTorch’s names and shapes and is recognised',
    (_, known, facts) => {
      const graph = known.graph();
      expectFacts(graph, facts);
      const [best, ...others] = recognise(savedShapes(graph));
      expect(best?.family.id).toBe(known.family);
      expect(best?.graph.architecture).toBe(graph.architecture);
      expect(best?.graph.inputShape).toEqual(graph.inputShape);
      expect(best?.fit).toMatchObject({ missing: [], misshapen: [], unused: [] });
      for (const { fit } of others) expect(fit.missing.length + fit.misshapen.length).toBeGreaterThan(0);
    },
  );
});

describe('architectures beside PyTorch', () => {
  beforeAll(() => startBackend('wasm'));

  it.each(pairs(RUNS, goldens.runs))('%s gives its logits', async (_, known, golden) => {
    const built = known.graph();
    expectFacts(built, golden);
    const [best] = recognise(savedShapes(built));
    // What is not assumed has to be right.
    if (best?.proposal.isSizeAssumed === false)
      expect(best.proposal.inputSize).toEqual([golden.size, golden.size]);
    const { graph, host } = loadStateDict(madeUpState(built), { inputSize: [golden.size, golden.size] });
    expect(graph.architecture).toBe(built.architecture);
    const parameters = uploadTensors(host);
    for (const [mode, count] of [
      ['eval', 2],
      ['train', IMAGES],
    ] as const) {
      const { pixels, shape } = madeUpPictures(golden, count);
      const x = tensor(pixels, shape);
      const error = relativeError(await answer(graph, parameters, x, mode), Float32Array.from(golden[mode]));
      x.dispose();
      expect(error, mode).toBeLessThanOrEqual(LARGEST_ERROR);
    }
    disposeTensors(parameters);
  });
});
