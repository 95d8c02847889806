/**
 * The network as data: a list of nodes in an order in which each node's inputs come before it.
 * One small form serves every source of networks and every method. NHWC inside.
 */
import { sizeOf } from './shapes';

/** Explicit zero padding in pixels: PyTorch pads symmetrically even for stride 2, which "same" does not (spec 0, point 4). */
export type Padding = readonly [top: number, bottom: number, left: number, right: number];

/**
 * `elu` has alpha 1, `swish` is x sigmoid(x) (SiLU), `hardSigmoid` is relu6(x + 3) / 6 and `hardSwish` x times it, as in
 * PyTorch.
 */
export type ActivationName =
  'relu' | 'relu6' | 'leakyRelu' | 'elu' | 'swish' | 'sigmoid' | 'tanh' | 'hardSigmoid' | 'hardSwish';

interface NodeBase {
  /** Unique name; for layers with parameters it is the prefix of their names in a PyTorch state dict. */
  readonly id: string;
  readonly inputs: readonly string[];
}
export interface Conv2dNode extends NodeBase {
  readonly kind: 'conv2d';
  /** Parameter names: kernel [kh, kw, in / groups, out], bias [out]. */
  readonly weight: string;
  readonly bias: string | null;
  readonly stride: number;
  readonly padding: Padding;
  /** 1, or the number of input channels: a depthwise convolution with out / in filters a channel. */
  readonly groups: number;
  /** No batch norm follows: a mask multiplies the output channels, bias included (a filter at 0 gives 0). */
  readonly masked: boolean;
}
export interface BatchNormNode extends NodeBase {
  readonly kind: 'batchNorm';
  readonly channels: number;
  readonly epsilon: number;
  /** PyTorch's meaning: running = (1 - momentum) * running + momentum * batch. */
  readonly momentum: number;
}
export interface PoolNode extends NodeBase {
  readonly kind: 'maxPool' | 'avgPool';
  readonly size: number;
  readonly stride: number;
  /** Padding never wins a maximum and is not counted by a mean. */
  readonly padding: Padding;
}
interface DenseNode extends NodeBase {
  readonly kind: 'dense';
  /** Parameter names: weight [in, out], bias [out]. */
  readonly weight: string;
  readonly bias: string | null;
}
export type GraphNode =
  | (NodeBase & { readonly kind: 'input'; readonly shape: readonly [number, number, number] })
  | Conv2dNode
  | BatchNormNode
  /** `slope` of the negative side belongs to `leakyRelu`. */
  | (NodeBase & { readonly kind: 'activation'; readonly name: ActivationName; readonly slope?: number })
  /** Summands and factors of unequal size are repeated over the pixels; a vector counts as a map of one pixel. */
  | (NodeBase & { readonly kind: 'add' | 'mul' | 'concat' | 'globalAvgPool' })
  /** [N, H, W, C] -> [N, H W C], channels running fastest. */
  | (NodeBase & { readonly kind: 'flatten' })
  /** Surrounds a map with zeros. */
  | (NodeBase & { readonly kind: 'pad'; readonly padding: Padding })
  /** PyTorch's AdaptiveAvgPool2d: means over rows x columns overlapping bins; a smaller map is repeated. */
  | (NodeBase & { readonly kind: 'adaptiveAvgPool'; readonly rows: number; readonly columns: number })
  /** PyTorch's bilinear Upsample by a whole factor. */
  | (NodeBase & { readonly kind: 'upsample'; readonly factor: number; readonly alignCorners: boolean })
  | PoolNode
  | DenseNode
  | (NodeBase & { readonly kind: 'dropout'; readonly rate: number })
  | (NodeBase & { readonly kind: 'constant'; readonly parameter: string });

/** What a parameter is: shape inside, and how a PyTorch tensor of that name is laid out. */
export interface ParameterSpec {
  readonly shape: readonly number[];
  readonly layout: 'conv' | 'linear' | 'vector';
  /** Of a dense layer behind a flattened map: PyTorch orders its inputs by channel, row, column, the graph by row, column, channel. */
  readonly flattened?: readonly [height: number, width: number, channels: number];
  /** Trained by gradients; running statistics are not. */
  readonly trainable: boolean;
}

export interface Graph {
  /** In words, e.g. "ResNet-18 (CIFAR), width 16". */
  readonly architecture: string;
  readonly nodes: readonly GraphNode[];
  /** In the order of a PyTorch state dict, without `num_batches_tracked`. */
  readonly parameters: ReadonlyMap<string, ParameterSpec>;
  readonly output: string;
  /** Logits of a picture; of a network that gives a map (`nets/generators`), the map's channels. */
  readonly classes: number;
  readonly inputShape: readonly [height: number, width: number, channels: number];
  /**
   * Ids of nodes whose outputs make good feature maps: the stem and each block, in order. All that comes behind one of them
   * depends on what comes before it through its output alone.
   */
  readonly layers: readonly string[];
  /** Stage of a mask site (0 is the stem) and whether it is the last of its residual block. */
  readonly siteInfo: ReadonlyMap<string, { readonly stage: number; readonly lastInBlock: boolean }>;
}

/** Names of the four tensors of a batch norm, as in a PyTorch state dict. */
export function batchNormNames(id: string): { gamma: string; beta: string; mean: string; variance: string } {
  return {
    gamma: `${id}.weight`,
    beta: `${id}.bias`,
    mean: `${id}.running_mean`,
    variance: `${id}.running_var`,
  };
}

/** Names of the parameters that gradients train, in state dict order. */
export function trainableNames(graph: Graph): string[] {
  return [...graph.parameters].filter(([, spec]) => spec.trainable).map(([name]) => name);
}

/** Number of trainable values. */
export function parameterCount(graph: Graph): number {
  let count = 0;
  for (const spec of graph.parameters.values()) {
    if (spec.trainable) count += sizeOf(spec.shape);
  }
  return count;
}
