/** Writes a {@link Graph} layer by layer: architectures read like their PyTorch definition. */
import type { ActivationName, Graph, GraphNode, Padding, ParameterSpec } from './graph';

interface ConvOptions {
  readonly size: number;
  readonly stride?: number;
  readonly padding?: number;
  readonly groups?: number;
  readonly bias?: boolean;
}

export class GraphBuilder {
  private readonly nodes: GraphNode[] = [];
  private readonly parameters = new Map<string, ParameterSpec>();
  private readonly channels = new Map<string, number>();
  private readonly siteInfo = new Map<string, { stage: number; lastInBlock: boolean }>();
  private readonly layers: string[] = [];

  constructor(private readonly inputShape: readonly [height: number, width: number, channels: number]) {
    this.push({ kind: 'input', id: 'input', inputs: [], shape: inputShape }, inputShape[2]);
  }

  /** Square convolution with symmetric zero padding. */
  conv(id: string, input: string, out: number, options: ConvOptions): string {
    const { size, stride = 1, padding = (size - 1) >> 1, groups = 1, bias = false } = options;
    const inChannels = this.channelsOf(input);
    const pads: Padding = [padding, padding, padding, padding];
    this.parameters.set(`${id}.weight`, {
      shape: [size, size, inChannels / groups, out],
      layout: 'conv',
      trainable: true,
    });
    if (bias) this.vector(`${id}.bias`, out, true);
    return this.push(
      {
        kind: 'conv2d',
        id,
        inputs: [input],
        weight: `${id}.weight`,
        bias: bias ? `${id}.bias` : null,
        stride,
        padding: pads,
        groups,
      },
      out,
    );
  }

  /** Batch norm with PyTorch's constants (spec 0, point 1): a mask site of `stage`. */
  batchNorm(id: string, input: string, stage: number, lastInBlock = false): string {
    const channels = this.channelsOf(input);
    this.vector(`${id}.weight`, channels, true);
    this.vector(`${id}.bias`, channels, true);
    this.vector(`${id}.running_mean`, channels, false);
    this.vector(`${id}.running_var`, channels, false);
    this.siteInfo.set(id, { stage, lastInBlock });
    return this.push(
      { kind: 'batchNorm', id, inputs: [input], channels, epsilon: 1e-5, momentum: 0.1 },
      channels,
    );
  }

  activation(id: string, input: string, name: ActivationName = 'relu'): string {
    return this.push({ kind: 'activation', id, inputs: [input], name }, this.channelsOf(input));
  }

  add(id: string, left: string, right: string): string {
    return this.push({ kind: 'add', id, inputs: [left, right] }, this.channelsOf(left));
  }

  pool(kind: 'maxPool' | 'avgPool', id: string, input: string, size: number, stride = size): string {
    return this.push({ kind, id, inputs: [input], size, stride }, this.channelsOf(input));
  }

  globalAvgPool(id: string, input: string): string {
    return this.push({ kind: 'globalAvgPool', id, inputs: [input] }, this.channelsOf(input));
  }

  dense(id: string, input: string, out: number): string {
    this.parameters.set(`${id}.weight`, {
      shape: [this.channelsOf(input), out],
      layout: 'linear',
      trainable: true,
    });
    this.vector(`${id}.bias`, out, true);
    return this.push({ kind: 'dense', id, inputs: [input], weight: `${id}.weight`, bias: `${id}.bias` }, out);
  }

  /** Marks a node whose output is worth looking at as a feature map. */
  layer(id: string): string {
    this.layers.push(id);
    return id;
  }

  /** The finished graph. */
  build(architecture: string, output: string): Graph {
    return {
      architecture,
      nodes: this.nodes,
      parameters: this.parameters,
      output,
      classes: this.channelsOf(output),
      inputShape: this.inputShape,
      layers: this.layers,
      siteInfo: this.siteInfo,
    };
  }

  private vector(name: string, size: number, trainable: boolean): void {
    this.parameters.set(name, { shape: [size], layout: 'vector', trainable });
  }

  private push(node: GraphNode, channels: number): string {
    this.nodes.push(node);
    this.channels.set(node.id, channels);
    return node.id;
  }

  private channelsOf(id: string): number {
    const channels = this.channels.get(id);
    if (channels === undefined) throw new RangeError(`node ${id} is used before it is defined`);
    return channels;
  }
}
