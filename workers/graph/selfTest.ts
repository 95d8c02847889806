/**
 * Does this device compute right gradients? One training step of a tiny network, and its forward pass in `eval` mode,
 * against tfjs's plain JavaScript backend. Known to happen: gradients that are all zero on one graphics card, half
 * precision on phones.
 */
import { relativeError } from '../device/relativeError';
import { getBackend, loadCpuBackend, setBackend, type Tensor, tidy } from '../device/tf';
import { forward } from './forward';
import { differentiate, disposeStep } from './gradients';
import { type Graph, trainableNames } from './graph';
import { crossEntropy } from './loss';
import type { HostTensors } from './hostTensors';
import { disposeTensors, downloadTensors, type OwnedTensors, uploadTensors } from './parameters';
import { prepareNetwork } from './prepareNetwork';
import { buildSelfTestGraph, SELF_TEST_BATCH, selfTestData } from './selfTestNetwork';

function named(tensors: ReadonlyMap<string, Tensor>, name: string): Tensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new RangeError(`the self-test has no ${name}`);
  return tensor;
}

interface Uploaded {
  readonly parameters: OwnedTensors;
  readonly masks: OwnedTensors;
  readonly batch: OwnedTensors;
}

async function trainingStep(graph: Graph, { parameters, masks, batch }: Uploaded): Promise<HostTensors> {
  const trained = trainableNames(graph).map((name) => [name, named(parameters, name)] as const);
  const sites = [...masks].map(([site, mask]) => [`mask ${site}`, mask] as const);
  const step = differentiate({
    graph,
    parameters,
    masks,
    x: named(batch, 'x'),
    objective: (logits) => crossEntropy(logits, named(batch, 'labels')),
    by: new Map([...trained, ...sites]),
    mode: 'train',
  });
  const statistics = [...step.statistics].flatMap(([site, { mean, variance }]) => [
    [`mean ${site}`, mean] as const,
    [`variance ${site}`, variance] as const,
  ]);
  const results = new Map<string, Tensor>([
    ['loss', step.value],
    ['train logits', step.logits],
    ...step.gradients,
    ...statistics,
  ]);
  try {
    return await downloadTensors(results);
  } finally {
    disposeStep(step);
  }
}

async function evalLogits(graph: Graph, { parameters, masks, batch }: Uploaded): Promise<HostTensors> {
  // With `release` the batch norms are folded into the convolutions: other kernels.
  const logitsOf = (release: boolean): Tensor =>
    tidy(() => forward(graph, parameters, named(batch, 'x'), { mode: 'eval', masks, release }).output);
  const logits: OwnedTensors = new Map();
  try {
    logits.set('eval logits', logitsOf(false));
    logits.set('inference logits', logitsOf(true));
    return await downloadTensors(logits);
  } finally {
    disposeTensors(logits);
  }
}

/** Every number of the self-test as the current backend computes it, by name. Leaves no tensors behind. */
export async function computeSelfTest(): Promise<HostTensors> {
  const graph = buildSelfTestGraph();
  const data = selfTestData(graph);
  const uploaded: Uploaded = {
    parameters: uploadTensors(data.parameters),
    masks: uploadTensors(data.masks),
    batch: uploadTensors(data.batch),
  };
  try {
    return new Map([...(await trainingStep(graph, uploaded)), ...(await evalLogits(graph, uploaded))]);
  } finally {
    for (const tensors of Object.values(uploaded) as OwnedTensors[]) disposeTensors(tensors);
  }
}

/** The largest {@link relativeError} of all tensors. */
export function largestError(actual: HostTensors, expected: HostTensors): number {
  return Math.max(...[...expected].map(([name, { data }]) => relativeError(actual.get(name)?.data, data)));
}

/**
 * Runs the self-test on the current backend and answers with the largest relative error of any gradient, statistic or
 * logit. Nothing else may compute meanwhile, since the reference runs as the current backend; the backend that was
 * current is so again afterwards. Rejects if the device cannot finish the step.
 */
export async function runSelfTest(): Promise<number> {
  const tested = getBackend();
  // Also finds out which shaders the card refuses, before anything is computed with them.
  await prepareNetwork(buildSelfTestGraph(), { images: SELF_TEST_BATCH, measure: false, on: null });
  const actual = await computeSelfTest();
  await loadCpuBackend();
  try {
    await setBackend('cpu');
    return largestError(actual, await computeSelfTest());
  } finally {
    await setBackend(tested);
  }
}
