/** Compiles the programs of a network's layers before they run; the small ones of what else there is compile in no time. */
import { type Preparation, prepareKernels } from '../device/kernels/webgpu/prepareKernels';
import { getBackend, type Tensor, tidy, zeros } from '../device/tf';
import { disposeStatistics, forward } from './forward';
import { differentiate, disposeStep } from './gradients';
import { type Graph, trainableNames } from './graph';
import { crossEntropy } from './loss';
import { disposeTensors, type OwnedTensors } from './parameters';
import { Sgd } from './sgd';

interface Operands {
  readonly parameters: OwnedTensors;
  readonly masks: OwnedTensors;
  readonly x: Tensor;
  readonly oneHot: Tensor;
}

function makeOperands(graph: Graph, images: number): Operands {
  const sites = graph.nodes.filter((node) => node.kind === 'batchNorm');
  return {
    parameters: new Map([...graph.parameters].map(([name, { shape }]) => [name, zeros([...shape])])),
    masks: new Map(sites.map(({ id, channels }) => [id, zeros([channels])])),
    x: zeros([images, ...graph.inputShape]),
    oneHot: zeros([images, graph.classes]),
  };
}

function differentiateOnce(
  graph: Graph,
  operands: Operands,
  by: ReadonlyMap<string, Tensor>,
  mode: 'train' | 'eval',
) {
  const { parameters, masks, x, oneHot } = operands;
  const objective = (logits: Tensor): Tensor => crossEntropy(logits, oneHot);
  return differentiate({ graph, parameters, masks, x, objective, by, mode });
}

function trainedOf(graph: Graph, { parameters }: Operands): Map<string, Tensor> {
  const names = new Set(trainableNames(graph));
  return new Map([...parameters].filter(([name]) => names.has(name)));
}

/** What the stages of a method run: steps on the parameters, one on the masks, one on the images, passes without gradients. */
function runEverything(graph: Graph, operands: Operands): void {
  const { parameters, masks, x } = operands;
  const sgd = new Sgd({ momentum: 0.9, weightDecay: 5e-4 });
  // The second step finds velocities.
  for (let count = 0; count < 2; count++) {
    const step = differentiateOnce(graph, operands, trainedOf(graph, operands), 'train');
    sgd.step(parameters, step.gradients, { learningRate: 0.01 });
    disposeStep(step);
  }
  sgd.dispose();
  disposeStep(differentiateOnce(graph, operands, masks, 'train'));
  disposeStep(differentiateOnce(graph, operands, new Map([['x', x]]), 'eval'));
  for (const mode of ['train', 'eval'] as const) {
    tidy(() => disposeStatistics(forward(graph, parameters, x, { mode, masks, release: true }).statistics));
    tidy(() => disposeStatistics(forward(graph, parameters, x, { mode, release: true }).statistics));
  }
}

/**
 * Compiles what the layers of `graph` need in a training step, an evaluation and a search for images, next to each other
 * and without blocking, and, where that is wanted, measures the variants of its convolutions for batches of `images` on a
 * real graphics card. Without it the first step waits for each shader in turn. Does nothing on other backends; leaves no
 * tensors behind.
 */
export async function prepareNetwork(
  graph: Graph,
  { images, ...preparation }: Preparation & { readonly images: number },
): Promise<void> {
  if (getBackend() !== 'webgpu') return;
  const operands = makeOperands(graph, images);
  try {
    await prepareKernels(() => runEverything(graph, operands), preparation);
  } finally {
    disposeTensors(operands.parameters);
    disposeTensors(operands.masks);
    operands.x.dispose();
    operands.oneHot.dispose();
  }
}
