import { GraphBuilder } from '../../graph/builder';
import type { Padding } from '../../graph/graph';
import type { HostTensor } from '../../graph/hostTensors';
import { sizeOf, type ValueShape } from '../../graph/shapes';
import { FaultError } from '../../protocol/faults';
import { damaged } from '../../readers/damage';
import { elementCount, type RawTensor } from '../../readers/elements';
import type { Activation } from './activations';
import type { FlatLayer } from './flatten';
import type { WeightStore } from './layerWeights';

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

/** Builds the graph layer by layer and keeps the values of its parameters. */
export class Writer {
  readonly builder: GraphBuilder;
  readonly host = new Map<string, HostTensor>();
  /** Layers that change the pictures' values before the network sees them. */
  readonly preprocessing: string[] = [];
  private readonly bordered = new Map<string, string>();

  constructor(
    inputShape: readonly [number, number, number],
    readonly weights: WeightStore,
    readonly isKeras3: boolean,
    /** Convolutions that a mask may act on. */
    readonly masked: ReadonlySet<string>,
  ) {
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
  assertSize(value: Value, layer: FlatLayer): void {
    const shape = this.shape(value);
    const isWhole = shape.every((size) => Number.isSafeInteger(size) && size >= 1);
    if (!isWhole || shape[2] > MOST_CHANNELS || sizeOf(shape) > MOST_PIXELS * 64) {
      throw damaged(`the layer ${layer.id.slice(0, 80)} gives values of size ${shape.join(' x ')}`);
    }
  }
}
