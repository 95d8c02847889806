import type { Graph, Padding } from '../graph/graph';
import type { HostTensor, HostTensors } from '../graph/hostTensors';
import { samePadding, type ValueShape, valueShapes } from '../graph/shapes';
import { FaultError } from '../protocol/faults';

/** Plain JSON of a layer's settings. */
type LayerConfig = Readonly<Record<string, unknown>>;

/** One layer of a functional model of Keras. */
export interface KerasLayerSpec {
  readonly name: string;
  readonly className: string;
  readonly config: LayerConfig;
  readonly inputs: readonly string[];
}

export interface WeightSpec {
  /** `layer/kernel` */
  readonly name: string;
  readonly tensor: HostTensor;
}

/** What a node became: the layer that gives its value, and whether that is a map [H, W, C] or a vector. */
export interface Written {
  readonly layer: string;
  readonly isMap: boolean;
  /** No value is below 0: then a border of zeros never wins a maximum. */
  readonly isPositive: boolean;
}

/** A window over a value: what it reads, and whether a border of zeros was put around that first. */
interface Window {
  readonly from: string;
  readonly padding: 'valid' | 'same';
  readonly isBordered: boolean;
}

const NO_BORDER = '0,0,0,0';

/** Collects layers and weights while a graph is walked through. */
export class KerasWriter {
  readonly layers: KerasLayerSpec[] = [];
  readonly weights: WeightSpec[] = [];
  private readonly written = new Map<string, Written>();
  private readonly shapes: ReadonlyMap<string, ValueShape>;
  private readonly names: Set<string>;

  constructor(
    readonly graph: Graph,
    private readonly host: HostTensors,
  ) {
    this.shapes = valueShapes(graph);
    this.names = new Set(graph.nodes.map(({ id }) => id));
  }

  /** Says what a node became. */
  note(id: string, written: Written): void {
    this.written.set(id, written);
  }

  /** What a node became. */
  of(id: string): Written {
    const written = this.written.get(id);
    if (written === undefined) throw new RangeError(`node ${id} is used before it is defined`);
    return written;
  }

  shape(id: string): ValueShape {
    return this.shapes.get(id) ?? [1, 1, 1];
  }

  parameterShape(name: string): readonly number[] {
    return this.graph.parameters.get(name)?.shape ?? [];
  }

  /** A parameter's values. Throws `tensor-missing`. */
  tensor(parameter: string): HostTensor {
    const tensor = this.host.get(parameter);
    if (tensor === undefined) throw new FaultError('tensor-missing', { count: 1, first: parameter });
    return tensor;
  }

  /** Adds a layer that gives a map. */
  map(name: string, className: string, config: LayerConfig, inputs: readonly string[]): Written {
    this.layers.push({ name, className, config: { name, trainable: true, ...config }, inputs });
    return { layer: name, isMap: true, isPositive: false };
  }

  /** Adds a layer that gives a vector. */
  vector(name: string, className: string, config: LayerConfig, inputs: readonly string[]): Written {
    return { ...this.map(name, className, config, inputs), isMap: false };
  }

  /** Adds a layer that gives what it gets: a map or a vector. */
  either(name: string, className: string, config: LayerConfig, input: string): Written {
    const { layer, isMap } = this.of(input);
    return { ...this.map(name, className, config, [layer]), isMap };
  }

  /** The layer of a node's value as a map [H, W, C]. */
  asMap(id: string): string {
    const { layer, isMap } = this.of(id);
    if (isMap) return layer;
    const config = { target_shape: [...this.shape(id)] };
    return this.map(this.helper(`${id}.map`), 'Reshape', config, [layer]).layer;
  }

  /** The layer of a node's value as a vector; where one has to be made it gets `name`. */
  asVector(id: string, name?: string): string {
    const { layer, isMap } = this.of(id);
    if (!isMap) return layer;
    return this.vector(name ?? this.helper(`${id}.vector`), 'Flatten', {}, [layer]).layer;
  }

  /** The layers of several values, all maps if one of them is. */
  alike(ids: readonly string[]): { readonly inputs: readonly string[]; readonly isMap: boolean } {
    const isMap = ids.some((id) => this.of(id).isMap);
    return { inputs: ids.map((id) => (isMap ? this.asMap(id) : this.of(id).layer)), isMap };
  }

  border(name: string, input: string, [top, bottom, left, right]: Padding): Written {
    const config = {
      padding: [
        [top, bottom],
        [left, right],
      ],
    };
    return this.map(name, 'ZeroPadding2D', config, [this.asMap(input)]);
  }

  /** What a window reads: the input itself, TensorFlow's "same", or the input with zeros around it. */
  window(
    node: { readonly id: string; readonly padding: Padding; readonly stride: number },
    input: string,
    size: readonly [number, number],
  ): Window {
    const border = node.padding.join();
    const same = samePadding(this.shape(input), size, node.stride).join();
    if (border === NO_BORDER || border === same) {
      const padding = border === NO_BORDER ? 'valid' : 'same';
      return { from: this.asMap(input), padding, isBordered: false };
    }
    const { layer } = this.border(this.helper(`${node.id}.pad`), input, node.padding);
    return { from: layer, padding: 'valid', isBordered: true };
  }

  /** A name for a layer that no node has. */
  private helper(name: string): string {
    let free = name;
    for (let count = 1; this.names.has(free); count++) free = `${name}_${String(count)}`;
    this.names.add(free);
    return free;
  }
}
