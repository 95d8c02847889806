/** One import in progress: the graph being built, the values known by name, and what was taken from the file. */
import type { GraphBuilder } from '../../graph/builder';
import type { HostTensor } from '../../graph/hostTensors';
import { sizeOf } from '../../graph/shapes';
import { FaultError } from '../../protocol/faults';
import { damaged } from '../../readers/damage';
import { elementCount } from '../../readers/elements';
import type { OnnxModel, OnnxNode } from '../../readers/onnxModel';
import { NodeNames } from './names';
import type { TidyNodes } from './tidyNodes';
import { numbers, type Activation, type Numbers, type Value } from './values';

/** Beyond one number for each byte of the files, which pays for all weights of any type, twice for those of four bytes. */
const FREE_NUMBERS = 1 << 20;
/** Of one picture: 64 MB. */
const LARGEST_MAP = 1 << 24;

/** The fault for a node that has no counterpart here; `what` finishes "Conv with ...". */
export function unsupported(node: OnnxNode, what: string): FaultError {
  const name = node.name === '' ? '' : ` (${node.name.slice(0, 100)})`;
  return new FaultError('layer-unsupported', { layers: `${node.op} ${what}${name}` });
}

export class Importing {
  readonly names = new NodeNames();
  readonly host = new Map<string, HostTensor>();
  /** Tensors of the file that were read. */
  readonly taken = new Set<string>();
  /** Nodes that became part of the one before them, and what they give. */
  readonly merged = new Map<OnnxNode, Activation>();
  /** Kinds of the nodes that only change the pictures' values. */
  readonly preprocessing: string[] = [];
  /** Convolutions without a bias are mask sites only where there is none. */
  readonly hasBatchNorm: boolean;
  private readonly values = new Map<string, Value>();
  private readonly untouched = new Set(['input']);
  /** Nodes whose value has no pixels when it runs. */
  private readonly vectors = new Set<string>();
  private numbersLeft: number;

  constructor(
    readonly model: OnnxModel,
    readonly builder: GraphBuilder,
    readonly tidy: TidyNodes,
  ) {
    this.hasBatchNorm = tidy.nodes.some(({ op }) => op === 'BatchNormalization');
    this.numbersLeft = model.bytes + FREE_NUMBERS;
    for (const [name, tensor] of model.initializers) this.values.set(name, { kind: 'stored', tensor });
  }

  /** @throws FaultError `file-too-large` where a small file would become many numbers */
  readonly charge = (count: number): void => {
    this.numbersLeft -= count;
    if (!(this.numbersLeft >= 0)) {
      const limit = this.model.bytes + FREE_NUMBERS;
      throw new FaultError('file-too-large', {
        what: 'numbers in constants',
        value: limit - this.numbersLeft,
        limit,
      });
    }
  };

  /** What stands behind a name. */
  value(name: string): Value {
    const value = this.values.get(name);
    if (value === undefined) throw damaged(`${name.slice(0, 100)} stands for nothing`);
    return value;
  }

  /** An input of a node that is a value of the network. */
  activation(node: OnnxNode, index = 0): Activation {
    const value = this.value(node.inputs[index] ?? '');
    if (value.kind !== 'activation') throw unsupported(node, 'of a constant');
    return value;
  }

  isConstant(name: string): boolean {
    return this.values.has(name) && this.value(name).kind !== 'activation';
  }

  /** Size of a constant that is not read for it; null for other values and inputs left out. */
  dimsOf(name: string | undefined): readonly number[] | null {
    const value = this.values.get(name ?? '');
    if (value === undefined || value.kind === 'activation') return null;
    return value.kind === 'stored' ? value.tensor.dims : value.dims;
  }

  /** Numbers of a constant; undefined for an input left out. */
  async numbers(node: OnnxNode, index: number): Promise<Numbers | undefined> {
    const name = node.inputs[index] ?? '';
    if (name === '') return undefined;
    const value = this.value(name);
    if (value.kind === 'numbers') return value;
    if (value.kind === 'activation') throw unsupported(node, 'whose settings are computed');
    const { dims } = value.tensor;
    this.charge(elementCount(dims));
    this.taken.add(value.tensor.name);
    return numbers(dims, (await value.tensor.read()).data);
  }

  bind(name: string, value: Value): void {
    this.values.set(name, value);
  }

  /** Numbers of a parameter, in the graph's layout. @throws FaultError `weights-not-finite` */
  store(name: string, tensor: HostTensor): void {
    if (!tensor.data.every(Number.isFinite)) throw new FaultError('weights-not-finite', { name });
    this.host.set(name, tensor);
  }

  /** A value with the axes of another; its map has to be of a possible size. */
  like(activation: Activation, id: string): Activation {
    const shape = this.builder.shapeOf(id);
    if (!shape.every((size) => Number.isSafeInteger(size) && size >= 1) || sizeOf(shape) > LARGEST_MAP)
      throw damaged(`the map behind ${id} has an impossible size`);
    return { ...activation, id };
  }

  /** ONNX's sizes of a value; NaN for the number of pictures. */
  dims({ id, axes }: Activation): number[] {
    const [height, width, channels] = this.builder.shapeOf(id);
    const sizes: Readonly<Record<string, number>> = { N: Number.NaN, C: channels, H: height, W: width };
    return Array.from(axes, (axis) => sizes[axis] ?? 1);
  }

  /** Whether a value has one pixel. */
  isPixel({ id }: Activation): boolean {
    const [height, width] = this.builder.shapeOf(id);
    return height * width === 1;
  }

  /** Says that the value of a node runs without pixels. */
  markVector(id: string): string {
    this.vectors.add(id);
    return id;
  }

  isVector(id: string): boolean {
    return this.vectors.has(id);
  }

  /** Says that `id` is `from` with its values changed; before anything else has happened this is the file's own preprocessing. */
  markRescaled(node: OnnxNode, from: string, id: string): void {
    if (!this.untouched.has(from) || from === id) return;
    this.untouched.add(id);
    this.preprocessing.push(node.op);
  }

  /** The one node that takes a value; null where there are several or it is what comes out. */
  soleConsumer(name: string): OnnxNode | null {
    const [first, ...rest] = this.tidy.consumers.get(name) ?? [];
    return first !== undefined && rest.length === 0 && name !== this.tidy.output ? first : null;
  }
}
