/** A network in training on one batch, on whatever backend is tfjs's current one: in Node and in a page alike. */
import { type Tensor, tensor } from '../workers/device/tf';
import { createRng } from '../workers/engine/rng';
import { differentiate, disposeStep } from '../workers/graph/gradients';
import { type Graph, trainableNames } from '../workers/graph/graph';
import { runForward } from '../workers/graph/infer';
import { crossEntropy } from '../workers/graph/loss';
import type { HostTensors } from '../workers/graph/hostTensors';
import {
  disposeTensors,
  moveRunningStatistics,
  type OwnedTensors,
  uploadTensors,
} from '../workers/graph/parameters';
import { Sgd } from '../workers/graph/sgd';
import { initialParameters } from '../workers/nets/initialise';
import { buildNetwork, type Case } from './networks';

const SEED = 7;
export const LEARNING_RATE = 0.01;

/** Weights, pictures and labels, as plain numbers: what both sides start from. */
export interface StartingPoint {
  readonly graph: Graph;
  readonly weights: HostTensors;
  /** [N, H, W, C], uniform in [-1.7, 1.7): variance 1. */
  readonly pixels: Float32Array;
  readonly labels: readonly number[];
}

/** The same numbers for the same case, on every machine. */
export function startingPoint(which: Case): StartingPoint {
  const graph = buildNetwork(which);
  const [height, width, channels] = graph.inputShape;
  const rng = createRng(SEED, 'bench/pixels');
  const bound = Math.sqrt(3);
  return {
    graph,
    weights: initialParameters(graph, SEED),
    pixels: Float32Array.from(
      { length: which.batch * height * width * channels },
      () => bound * (2 * rng.uniform() - 1),
    ),
    labels: Array.from({ length: which.batch }, (_, row) => row % graph.classes),
  };
}

function oneHotOf(labels: readonly number[], classes: number): Tensor {
  const hot = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => {
    hot[row * classes + label] = 1;
  });
  return tensor(hot, [labels.length, classes]);
}

export class Training {
  readonly graph: Graph;
  private readonly parameters: OwnedTensors;
  private readonly sgd = new Sgd({ momentum: 0.9, weightDecay: 0 });
  private readonly x: Tensor;
  private readonly oneHot: Tensor;

  constructor(start: StartingPoint) {
    const { graph, labels, pixels, weights } = start;
    this.graph = graph;
    this.parameters = uploadTensors(weights);
    this.x = tensor(pixels, [labels.length, ...graph.inputShape]);
    this.oneHot = oneHotOf(labels, graph.classes);
  }

  /** One step of SGD with momentum, running statistics included; answers the loss before it. */
  async step(): Promise<number> {
    const result = differentiate({
      graph: this.graph,
      parameters: this.parameters,
      x: this.x,
      objective: (logits) => crossEntropy(logits, this.oneHot),
      by: new Map(trainableNames(this.graph).map((name) => [name, this.parameter(name)])),
      mode: 'train',
    });
    try {
      this.sgd.step(this.parameters, result.gradients, { learningRate: LEARNING_RATE });
      moveRunningStatistics(this.graph, this.parameters, result.statistics);
      const [loss = Number.NaN] = await result.value.data();
      return loss;
    } finally {
      disposeStep(result);
    }
  }

  /** One pass in eval mode, as inference does it, until its logits are read. */
  async forward(): Promise<void> {
    const classifier = {
      graph: this.graph,
      parameters: this.parameters,
      normalisation: { mean: [0, 0, 0], std: [1, 1, 1] },
    };
    const [logits] = runForward(classifier, this.x, { mode: 'eval' });
    await logits?.data();
    logits?.dispose();
  }

  dispose(): void {
    this.sgd.dispose();
    disposeTensors(this.parameters);
    this.x.dispose();
    this.oneHot.dispose();
  }

  private parameter(name: string): Tensor {
    const found = this.parameters.get(name);
    if (found === undefined) throw new RangeError(`the network has no ${name}`);
    return found;
  }
}
