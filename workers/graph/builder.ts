/** Writes a {@link Graph} layer by layer: architectures read like their PyTorch definition. */
import type { ActivationName, Graph, GraphNode, Padding, ParameterSpec } from './graph';
import { looseConvolutions } from './looseConvolutions';
import { deriveLayers, deriveSiteInfo } from './outline';
import { shapeOfNode, type ValueShape } from './shapes';

interface ConvOptions {
  readonly size: number | readonly [rows: number, columns: number];
  readonly stride?: number;
  /** Default: as much as keeps the size at stride 1. */
  readonly padding?: number | Padding;
  readonly groups?: number;
  readonly bias?: boolean;
  /** No batch norm follows: the convolution is itself a mask site. */
  readonly masked?: boolean;
}

interface BatchNormOptions {
  /** Place in the network, for grouping; derived from the map's size where absent. */
  readonly stage?: number;
  readonly lastInBlock?: boolean;
  readonly epsilon?: number;
  /** PyTorch's meaning; Keras's momentum is 1 minus it. */
  readonly momentum?: number;
}

function around(padding: number): Padding {
  return [padding, padding, padding, padding];
}

export class GraphBuilder {
  private readonly nodes: GraphNode[] = [];
  private readonly parameters = new Map<string, ParameterSpec>();
  private readonly shapes = new Map<string, ValueShape>();
  private readonly siteInfo = new Map<string, { stage: number; lastInBlock: boolean }>();
  private readonly layers: string[] = [];
  /** Of values that were flattened: the map they were. */
  private readonly flattened = new Map<string, ValueShape>();

  constructor(private readonly inputShape: readonly [height: number, width: number, channels: number]) {
    this.push({ kind: 'input', id: 'input', inputs: [], shape: inputShape });
  }

  /** Convolution with zero padding. Parameters `id.weight` and, with `bias`, `id.bias`. */
  conv(id: string, input: string, out: number, options: ConvOptions): string {
    const { size, stride = 1, groups = 1, bias = false, masked = false } = options;
    const [rows, columns] = typeof size === 'number' ? [size, size] : size;
    const { padding = (rows - 1) >> 1 } = options;
    const inChannels = this.shapeOf(input)[2];
    this.parameters.set(`${id}.weight`, {
      shape: [rows, columns, inChannels / groups, out],
      layout: 'conv',
      trainable: true,
    });
    if (bias) this.vector(`${id}.bias`, out, true);
    return this.push({
      kind: 'conv2d',
      id,
      inputs: [input],
      weight: `${id}.weight`,
      bias: bias ? `${id}.bias` : null,
      stride,
      padding: typeof padding === 'number' ? around(padding) : padding,
      groups,
      masked,
    });
  }

  /** Batch norm, a mask site; PyTorch's constants (spec 0, point 1) where no others are given. */
  batchNorm(id: string, input: string, options: BatchNormOptions = {}): string {
    const { stage, lastInBlock = false, epsilon = 1e-5, momentum = 0.1 } = options;
    const channels = this.shapeOf(input)[2];
    this.vector(`${id}.weight`, channels, true);
    this.vector(`${id}.bias`, channels, true);
    this.vector(`${id}.running_mean`, channels, false);
    this.vector(`${id}.running_var`, channels, false);
    if (stage !== undefined) this.siteInfo.set(id, { stage, lastInBlock });
    return this.push({ kind: 'batchNorm', id, inputs: [input], channels, epsilon, momentum });
  }

  /** `slope` belongs to `leakyRelu`. */
  activation(id: string, input: string, name: ActivationName = 'relu', slope?: number): string {
    const node = { kind: 'activation', id, inputs: [input], name } as const;
    return this.push(slope === undefined ? node : { ...node, slope });
  }

  add(id: string, left: string, right: string): string {
    return this.push({ kind: 'add', id, inputs: [left, right] });
  }

  mul(id: string, left: string, right: string): string {
    return this.push({ kind: 'mul', id, inputs: [left, right] });
  }

  /** Along the channels. */
  concat(id: string, inputs: readonly string[]): string {
    return this.push({ kind: 'concat', id, inputs });
  }

  pool(
    kind: 'maxPool' | 'avgPool',
    id: string,
    input: string,
    window: { readonly size: number; readonly stride?: number; readonly padding?: number | Padding },
  ): string {
    const { size, stride = size, padding = 0 } = window;
    const border = typeof padding === 'number' ? around(padding) : padding;
    return this.push({ kind, id, inputs: [input], size, stride, padding: border });
  }

  pad(id: string, input: string, padding: Padding): string {
    return this.push({ kind: 'pad', id, inputs: [input], padding });
  }

  globalAvgPool(id: string, input: string): string {
    return this.push({ kind: 'globalAvgPool', id, inputs: [input] });
  }

  adaptiveAvgPool(id: string, input: string, rows: number, columns: number): string {
    return this.push({ kind: 'adaptiveAvgPool', id, inputs: [input], rows, columns });
  }

  /** Bilinear enlargement by a whole factor. */
  upsample(id: string, input: string, factor: number, alignCorners: boolean): string {
    return this.push({ kind: 'upsample', id, inputs: [input], factor, alignCorners });
  }

  /** A map as a vector. */
  flatten(id: string, input: string): string {
    const map = this.shapeOf(input);
    const node = this.push({ kind: 'flatten', id, inputs: [input] });
    if (map[0] * map[1] > 1) this.flattened.set(node, map);
    return node;
  }

  dropout(id: string, input: string, rate: number): string {
    return this.push({ kind: 'dropout', id, inputs: [input], rate });
  }

  /** A fixed vector, one number per channel. */
  constant(id: string, channels: number): string {
    this.vector(id, channels, false);
    return this.push({ kind: 'constant', id, inputs: [], parameter: id });
  }

  /** Parameters `id.weight` and, unless `bias` is false, `id.bias`. */
  dense(id: string, input: string, out: number, bias = true): string {
    const [height, width, channels] = this.shapeOf(input);
    const map = this.flattened.get(input);
    const spec = { shape: [height * width * channels, out], layout: 'linear', trainable: true } as const;
    this.parameters.set(`${id}.weight`, map === undefined ? spec : { ...spec, flattened: map });
    if (bias) this.vector(`${id}.bias`, out, true);
    const names = { weight: `${id}.weight`, bias: bias ? `${id}.bias` : null };
    return this.push({ kind: 'dense', id, inputs: [input], ...names });
  }

  /** Lets masks act on all convolutions that no batch norm follows. Gives how many there are. */
  maskLooseConvolutions(): number {
    const loose = looseConvolutions(this.nodes);
    for (const [at, node] of this.nodes.entries()) {
      if (node.kind === 'conv2d') this.nodes[at] = { ...node, masked: loose.has(node.id) };
    }
    return loose.size;
  }

  /** Marks a node whose output is worth looking at as a feature map. */
  layer(id: string): string {
    this.layers.push(id);
    return id;
  }

  /** Size of one image's value at a node. Throws RangeError where there is no such node. */
  shapeOf(id: string): ValueShape {
    const shape = this.shapes.get(id);
    if (shape === undefined) throw new RangeError(`node ${id} is used before it is defined`);
    return shape;
  }

  /** What the parameter of a name is. Throws RangeError where there is no such parameter. */
  specOf(name: string): ParameterSpec {
    const spec = this.parameters.get(name);
    if (spec === undefined) throw new RangeError(`there is no parameter ${name}`);
    return spec;
  }

  /** The finished graph. Layers and stages that were not marked are derived from its form. */
  build(architecture: string, output: string): Graph {
    const { nodes, shapes } = this;
    return {
      architecture,
      nodes,
      parameters: this.parameters,
      output,
      classes: this.shapeOf(output)[2],
      inputShape: this.inputShape,
      layers: this.layers.length > 0 ? this.layers : deriveLayers(nodes, shapes),
      siteInfo: this.siteInfo.size > 0 ? this.siteInfo : deriveSiteInfo(nodes, shapes),
    };
  }

  private vector(name: string, size: number, trainable: boolean): void {
    this.parameters.set(name, { shape: [size], layout: 'vector', trainable });
  }

  private push(node: GraphNode): string {
    if (this.shapes.has(node.id)) throw new RangeError(`there are two nodes called ${node.id}`);
    const inputs = node.inputs.map((id) => this.shapeOf(id));
    this.shapes.set(node.id, shapeOfNode(node, inputs, this.parameters));
    this.nodes.push(node);
    const passes = node.kind === 'activation' || node.kind === 'dropout';
    const map = passes ? this.flattened.get(node.inputs[0] ?? '') : undefined;
    if (map !== undefined) this.flattened.set(node.id, map);
    return node.id;
  }
}
