/** Networks that generate triggers, beside PyTorch: names, shapes and counts at full size, and the maps that small ones give. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { relativeError } from '../../../workers/device/relativeError';
import { tensor, tidy } from '../../../workers/device/tf';
import { disposeStatistics, forward } from '../../../workers/graph/forward';
import { type Graph, parameterCount } from '../../../workers/graph/graph';
import { disposeTensors, uploadTensors } from '../../../workers/graph/parameters';
import { valueShapes } from '../../../workers/graph/shapes';
import { findMaskSites } from '../../../workers/graph/sites';
import { buildInputAwareGenerator, buildUnet } from '../../../workers/nets/generators';
import { fromTorchLayout, permuteAxes } from '../../../workers/nets/layout';
import { startBackend, tensorCount } from '../graph/backends';
import { digestOf, IMAGES, madeUpPictures, madeUpTensor, savedShapes } from './madeUp';

interface Run {
  readonly size: number;
  readonly channels: number;
  readonly eval: readonly number[];
  readonly train: readonly number[];
}
interface Goldens {
  readonly runs: Readonly<Record<string, Run>>;
  readonly full: Readonly<Record<string, { entries: number; parameters: number; digest: string }>>;
}

/** scripts/make-generator-goldens.py */
const goldens = JSON.parse(
  readFileSync(new URL('../../fixtures/generators.json', import.meta.url), 'utf8'),
) as Goldens;

const SMALL: readonly (readonly [string, Graph])[] = [
  ['pattern', buildInputAwareGenerator({ inputSize: [8, 8], width: 4, channels: 3 })],
  ['mask', buildInputAwareGenerator({ inputSize: [8, 8], width: 4, channels: 1 })],
  // 12 x 12 can be halved twice, whatever is asked for.
  ['grey', buildInputAwareGenerator({ inputSize: [12, 12], inputChannels: 1, width: 3, channels: 1 })],
  ['unet', buildUnet({ inputSize: [8, 8], width: 4 })],
  ['unet of four levels', buildUnet({ inputSize: [8, 8], width: 2, levels: 4 })],
];

const FULL: readonly (readonly [string, Graph])[] = [
  ['pattern', buildInputAwareGenerator({ width: 32, channels: 3 })],
  ['mask', buildInputAwareGenerator({ width: 32, channels: 1 })],
  ['unet', buildUnet({ width: 64, levels: 4 })],
];

/** The map of made-up pictures under made-up weights, channel by channel as PyTorch lists it. */
async function mapOf(graph: Graph, run: Run, mode: 'eval' | 'train', count: number): Promise<Float32Array> {
  const parameters = uploadTensors(
    new Map(
      [...graph.parameters].map(([name, spec]) => {
        const made = madeUpTensor(name, savedShapes(graph).get(name) ?? []);
        return [name, fromTorchLayout(spec, { shape: made.shape, data: Float32Array.from(made.data) })];
      }),
    ),
  );
  const { pixels, shape } = madeUpPictures(run, count);
  const output = tidy(() => {
    const passed = forward(graph, parameters, tensor(pixels, shape), { mode });
    disposeStatistics(passed.statistics);
    return passed.output;
  });
  const map = { shape: output.shape, data: new Float32Array(await output.data<'float32'>()) };
  output.dispose();
  disposeTensors(parameters);
  return permuteAxes(map, [0, 3, 1, 2]).data;
}

describe('generators', () => {
  beforeAll(() => startBackend('wasm'));

  it.each(FULL)("have the sources' names, shapes and counts: %s", (name, graph) => {
    const shapes = savedShapes(graph);
    expect({
      entries: shapes.size,
      parameters: parameterCount(graph),
      digest: digestOf(shapes),
    }).toMatchObject({
      entries: goldens.full[name]?.entries,
      parameters: goldens.full[name]?.parameters,
      digest: goldens.full[name]?.digest,
    });
  });

  it.each(SMALL)('give the maps that PyTorch gives: %s', async (name, graph) => {
    const before = tensorCount();
    const run = goldens.runs[name];
    if (run === undefined) throw new RangeError(`there is no recording of ${name}`);
    const evaluated = await mapOf(graph, run, 'eval', 2);
    expect(evaluated).toHaveLength(run.eval.length);
    expect(relativeError(evaluated, Float32Array.from(run.eval))).toBeLessThan(1e-4);
    const trained = await mapOf(graph, run, 'train', IMAGES);
    expect(relativeError(trained, Float32Array.from(run.train))).toBeLessThan(1e-4);
    expect(tensorCount()).toBe(before);
  });

  it('are graphs like others: a map as large as the picture, its channels as classes, filters to mask', () => {
    for (const [, graph] of SMALL) {
      const [height, width] = graph.inputShape;
      expect(valueShapes(graph).get(graph.output)).toEqual([height, width, graph.classes]);
      expect(findMaskSites(graph)).toHaveLength(
        graph.nodes.filter(({ kind }) => kind === 'batchNorm').length,
      );
    }
    const momenta = new Set(SMALL[0]?.[1].nodes.flatMap((n) => (n.kind === 'batchNorm' ? [n.momentum] : [])));
    expect([...momenta]).toEqual([0.05]);
  });

  it('take a third to half the work of the sources where nothing is asked for', () => {
    expect(parameterCount(buildInputAwareGenerator({ channels: 3 }))).toBeLessThan(200_000);
    expect(parameterCount(buildUnet({}))).toBeLessThan(150_000);
  });
});
