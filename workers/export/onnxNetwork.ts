/** A network on its way into an ONNX graph: nodes and initializers so far, and which values have pixels. */
import type { Graph } from '../graph/graph';
import type { HostTensor, HostTensors } from '../graph/hostTensors';
import { valueShapes, type ValueShape } from '../graph/shapes';
import { floatTensor, nodeMessage, wholeTensor, type AttributeValue } from './onnxMessages';
import type { WireMessage } from './protobuf';

/** An ONNX value. */
export interface OnnxValue {
  readonly name: string;
  /** [N, C, H, W], else [N, C]. */
  readonly isMap: boolean;
}

export class OnnxNetwork {
  readonly nodes: WireMessage[] = [];
  readonly initializers: WireMessage[] = [];
  readonly values = new Map<string, OnnxValue>();
  /** Nodes that are one number a channel: they stretch over whatever they meet. */
  readonly constants: ReadonlySet<string>;
  private readonly names: Set<string>;
  private readonly shapes: ReadonlyMap<string, ValueShape>;
  private readonly turned = new Map<string, string>();

  /** @param state every parameter in PyTorch's layout */
  constructor(
    readonly graph: Graph,
    private readonly state: HostTensors,
  ) {
    this.names = new Set([...graph.parameters.keys(), ...graph.nodes.map(({ id }) => id)]);
    this.constants = new Set(graph.nodes.flatMap(({ kind, id }) => (kind === 'constant' ? [id] : [])));
    this.shapes = valueShapes(graph);
  }

  /** Adds a node that gives `name` from `inputs`. */
  node(
    op: string,
    name: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
  ): string {
    this.nodes.push(nodeMessage(op, name, inputs, attributes));
    return name;
  }

  /** Adds a parameter under its own name. @param dims where they differ from the tensor's own */
  parameter(name: string, dims?: readonly number[]): string {
    const { shape, data } = this.tensor(name);
    this.initializers.push(floatTensor(name, dims ?? shape, data));
    return name;
  }

  /** Adds numbers that are no parameter, under a name that resembles `name`. */
  floats(name: string, dims: readonly number[], data: Float32Array): string {
    const free = this.freeName(name);
    this.initializers.push(floatTensor(free, dims, data));
    return free;
  }

  /** Adds a list of whole numbers. */
  whole(name: string, values: readonly number[]): string {
    const free = this.freeName(name);
    this.initializers.push(wholeTensor(free, values));
    return free;
  }

  /** A name that nothing has. */
  freeName(name: string): string {
    let free = name;
    for (let count = 1; this.names.has(free); count++) free = `${name}.${String(count)}`;
    this.names.add(free);
    return free;
  }

  /** Of one picture, of a node of the graph. */
  shapeOf(id: string): ValueShape {
    const shape = this.shapes.get(id);
    if (shape === undefined) throw new RangeError(`there is no node ${id}`);
    return shape;
  }

  value(id: string): OnnxValue {
    const value = this.values.get(id);
    if (value === undefined) throw new RangeError(`node ${id} is used before it is written`);
    return value;
  }

  /** A node's value as [N, C, H, W]. */
  asMap(id: string): string {
    const { name, isMap } = this.value(id);
    return isMap
      ? name
      : this.once(`${name}.map`, (free) =>
          this.node('Reshape', free, [name, this.whole(`${free}.shape`, [0, -1, 1, 1])]),
        );
  }

  /** A node's value as [N, C]: maps of one pixel lose it. */
  asVector(id: string): string {
    const { name, isMap } = this.value(id);
    return isMap
      ? this.once(`${name}.vector`, (free) => this.node('Flatten', free, [name], { axis: 1 }))
      : name;
  }

  private tensor(name: string): HostTensor {
    const tensor = this.state.get(name);
    if (tensor === undefined) throw new RangeError(`there is no parameter ${name}`);
    return tensor;
  }

  /** The other form of a value is made once. */
  private once(name: string, make: (free: string) => string): string {
    const known = this.turned.get(name);
    if (known !== undefined) return known;
    const made = make(this.freeName(name));
    this.turned.set(name, made);
    return made;
  }
}
