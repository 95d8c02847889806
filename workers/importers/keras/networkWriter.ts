import { GraphBuilder } from '../../graph/builder';
import type { Graph, Padding } from '../../graph/graph';
import type { HostTensor, HostTensors } from '../../graph/hostTensors';
import { sizeOf, type ValueShape } from '../../graph/shapes';
import { FaultError } from '../../protocol/faults';
import { damaged } from '../../readers/damage';
import { elementCount, type RawTensor } from '../../readers/elements';
import type { Activation } from './activations';

/** What a layer gives: a node, and how Keras sees its value. */
export interface Value {
  readonly id: string;
  /** A map [H, W, C], even of one pixel; false for a vector. */
  readonly isMap: boolean;
  /** Zeros around it that no node has put there yet: a convolution behind takes them over. */
  readonly border?: Padding;
}

/** Larger maps and vectors no classifier of pictures has. */
const MOST_PIXELS = 4096 * 4096;
const MOST_CHANNELS = 2 ** 20;

/** Builds a graph value by value and keeps the numbers of its parameters. */
export class NetworkWriter {
  readonly builder: GraphBuilder;
  readonly host = new Map<string, HostTensor>();
  /** Layers that change the pictures' values before the network sees them. */
  readonly preprocessing: string[] = [];
  private readonly bordered = new Map<string, string>();

  constructor(inputShape: readonly [number, number, number]) {
    this.builder = new GraphBuilder(inputShape);
  }

  shape({ id, border: [top, bottom, left, right] = [0, 0, 0, 0] }: Value): ValueShape {
    const [height, width, channels] = this.builder.shapeOf(id);
    return [height + top + bottom, width + left + right, channels];
  }

  /** The node of a value, its zeros put around it. */
  node({ id, border }: Value): string {
    if (border === undefined) return id;
    const name = `${id}.pad${border.join('_')}`;
    const node = this.bordered.get(name) ?? this.builder.pad(name, id, border);
    this.bordered.set(name, node);
    return node;
  }

  /** A value of one pixel or a vector as a vector. */
  vector(value: Value, name: string): string {
    return value.isMap ? this.builder.flatten(name, this.node(value)) : value.id;
  }

  /** The node of a classifier's logits. Throws `layer-unsupported` where the value is none. */
  logits(value: Value): string {
    const [height, width, classes] = this.shape(value);
    if (height * width > 1 || classes < 2 || value.id === 'input') {
      const found = `${height} x ${width} x ${classes}`;
      const layers = `an output of ${found} values (a classifier gives one number a class, two at least)`;
      throw new FaultError('layer-unsupported', { layers });
    }
    return this.vector(value, 'logits_vector');
  }

  /** Stores a parameter. Throws `shape-mismatch` where the file's tensor has another number of values. */
  store(name: string, tensor: RawTensor): void {
    const shape = this.builder.specOf(name).shape;
    if (elementCount(shape) !== tensor.data.length) {
      const [found, expected] = [tensor.shape.join('x') || 'scalar', shape.join('x')];
      throw new FaultError('shape-mismatch', { name, found, expected });
    }
    this.host.set(name, { shape, data: tensor.data });
  }

  /** One number per channel that is not in the file. */
  fill(name: string, value: number): void {
    const shape = this.builder.specOf(name).shape;
    this.host.set(name, { shape, data: new Float32Array(elementCount(shape)).fill(value) });
  }

  /** A value with an activation behind it. */
  activated(value: Value, activation: Activation, id: string): Value {
    if (activation.kind !== 'known') return value;
    const node = this.builder.activation(id, this.node(value), activation.name, activation.slope);
    return { id: node, isMap: value.isMap };
  }

  /** Looks at the size of what a layer gives. Throws `file-damaged` where nothing is left of it, or far too much. */
  assertSize(value: Value, layer: string): void {
    const shape = this.shape(value);
    const isWhole = shape.every((size) => Number.isSafeInteger(size) && size >= 1);
    if (!isWhole || shape[2] > MOST_CHANNELS || sizeOf(shape) > MOST_PIXELS * 64) {
      throw damaged(`the layer ${layer.slice(0, 80)} gives values of size ${shape.join(' x ')}`);
    }
  }

  /** All parameters, in the order of a state dict. */
  inOrder(graph: Graph): HostTensors {
    return new Map(
      [...graph.parameters.keys()].flatMap((name) => {
        const tensor = this.host.get(name);
        return tensor === undefined ? [] : [[name, tensor] as const];
      }),
    );
  }
}
