/** The Wide ResNet against its known sizes, against its own state dict, and against PyTorch where there is one. */
import { beforeAll, describe, expect, it } from 'vitest';
import { buildNetwork, type Case } from '../../../bench/networks';
import { findTorchPython, startTorch } from '../../../bench/peers';
import { askFrom } from '../../../bench/torchCase';
import { startingPoint } from '../../../bench/training';
import { type Tensor, tensor, tidy } from '../../../workers/device/tf';
import { forward } from '../../../workers/graph/forward';
import { differentiate, disposeStep } from '../../../workers/graph/gradients';
import { parameterCount, trainableNames } from '../../../workers/graph/graph';
import { crossEntropy } from '../../../workers/graph/loss';
import { disposeTensors, downloadTensors, uploadTensors } from '../../../workers/graph/parameters';
import { relativeError } from '../../../workers/device/relativeError';
import { initialParameters } from '../../../workers/nets/initialise';
import { toStateDict } from '../../../workers/nets/layout';
import { loadStateDict } from '../../../workers/nets/load';
import { buildWideResnet } from '../../../workers/nets/wideResnet';
import type { RawTensor } from '../../../workers/readers/elements';
import { startBackend } from '../graph/backends';

const build = (depth: number, widen: number) =>
  buildWideResnet({ depth, widen, classes: 10, inputChannels: 3 });

describe('buildWideResnet', () => {
  it.each([
    [16, 1, 175_066],
    [16, 2, 691_674],
    [40, 1, 563_930],
  ])('has the known number of parameters: WRN-%d-%d', (depth, widen, count) => {
    expect(parameterCount(build(depth, widen))).toBe(count);
  });

  it('has the names of the reference state dict, in its order', () => {
    const names = [...build(16, 1).parameters.keys()];
    const counters = names.filter((name) => name.endsWith('running_var')).length;
    expect(names.length + counters).toBe(82);
    expect(names.slice(0, 2)).toEqual(['conv1.weight', 'block1.layer.0.bn1.weight']);
    expect(names.filter((name) => name.includes('convShortcut'))).toEqual([
      'block2.layer.0.convShortcut.weight',
      'block3.layer.0.convShortcut.weight',
    ]);
    expect(names.slice(-2)).toEqual(['fc.weight', 'fc.bias']);
    expect(build(16, 2).parameters.has('block1.layer.0.convShortcut.weight')).toBe(true);
  });

  it('refuses a depth that is not 6n + 4', () => {
    expect(() => build(18, 1)).toThrow(RangeError);
    expect(() => build(4, 1)).toThrow(RangeError);
  });

  it.each([
    [16, 1],
    [22, 3],
  ])('is recognised from its own state dict: WRN-%d-%d', (depth, widen) => {
    const graph = build(depth, widen);
    const state = new Map<string, RawTensor>();
    for (const [name, { shape, data }] of toStateDict(graph, initialParameters(graph, 1)))
      state.set(name, { shape, dtype: 'float32', data });
    const loaded = loadStateDict(state);
    expect(loaded.graph.architecture).toBe(`WRN-${String(depth)}-${String(widen)}`);
    expect(loaded.unused).toEqual([]);
    expect([...loaded.host.keys()]).toEqual([...graph.parameters.keys()]);
  });
});

interface TorchAnswer {
  readonly loss: number;
  readonly logits: readonly number[];
  readonly evalLogits: readonly number[];
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}

const python = findTorchPython();
const CASE: Case = { net: 'wrn16', width: 1, batch: 8 };
/** Of sums over up to 9,216 products in another order. */
const LARGEST_ERROR = 2e-4;

describe.skipIf(python === null)('WRN-16-1 beside PyTorch', () => {
  beforeAll(() => startBackend('wasm'));

  it('gives its logits in both modes, its loss and its gradients', async () => {
    const start = startingPoint(CASE);
    const graph = buildNetwork(CASE);
    const torch = startTorch(python ?? '');
    const expected = await askFrom<TorchAnswer>(torch, start, CASE, { op: 'gradients' });
    torch.close();
    const parameters = uploadTensors(start.weights);
    const x = tensor(start.pixels, [CASE.batch, 32, 32, 3]);
    const hot = tensor(
      Float32Array.from({ length: CASE.batch * 10 }, (_, at) =>
        start.labels[Math.floor(at / 10)] === at % 10 ? 1 : 0,
      ),
      [CASE.batch, 10],
    );
    const evalLogits = tidy(() => forward(graph, parameters, x, { mode: 'eval' }).output);
    const step = differentiate({
      graph,
      parameters,
      x,
      objective: (logits) => crossEntropy(logits, hot),
      by: new Map(trainableNames(graph).map((name) => [name, parameters.get(name) as Tensor])),
      mode: 'train',
    });
    const near = async (actual: Tensor, wanted: readonly number[], what: string): Promise<void> => {
      const error = relativeError(await actual.data<'float32'>(), Float32Array.from(wanted));
      expect(error, what).toBeLessThanOrEqual(LARGEST_ERROR);
    };
    await near(evalLogits, expected.evalLogits, 'eval logits');
    await near(step.logits, expected.logits, 'logits');
    await near(step.value, [expected.loss], 'loss');
    const found = toStateDict(graph, await downloadTensors(step.gradients));
    expect([...found.keys()]).toEqual(trainableNames(graph));
    for (const [name, { data }] of found) {
      const error = relativeError(data, Float32Array.from(expected.gradients[name] ?? []));
      expect(error, name).toBeLessThanOrEqual(LARGEST_ERROR);
    }
    disposeStep(step);
    for (const each of [evalLogits, x, hot]) each.dispose();
    disposeTensors(parameters);
  });
});
