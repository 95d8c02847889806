/** What an architecture family is: it looks at names and shapes alone and says which of its members a file could hold. */
import type { Graph } from '../graph/graph';
import type { NetworkNote } from '../protocol';

/** Names of a PyTorch state dict, without `module.`, and the shapes of their tensors (OIHW, [out, in]). */
export type Shapes = ReadonlyMap<string, readonly number[]>;

/** Of the pictures, in pixels. */
export type InputSize = readonly [height: number, width: number];

/** The member of a family that comes nearest to a file: its numbers (width, depth, classes) are read from the shapes. */
export interface Proposal {
  /** Of the pictures, as the shapes demand it or as the layout is commonly used. */
  readonly inputSize: InputSize;
  /** Pictures of another size would fit the shapes, and are in use with this layout. */
  readonly isSizeAssumed: boolean;
  readonly notes: readonly NetworkNote[];
  /** The network for pictures of a size; parameters are named as PyTorch names them. */
  build(inputSize: InputSize): Graph;
}

/** One kind of network, in all its widths and depths. */
export interface Family {
  /** For hints, e.g. `resnet-cifar`. */
  readonly id: string;
  /**
   * Lenient: whatever names there are serve, and what is missing is taken as the family commonly has it, so that the
   * comparison with the file can tell what differs. Null where nothing of the family is recognisable.
   */
  propose(shapes: Shapes): Proposal | null;
  /** The members in use, of any width: their names in order serve files whose own names say nothing. */
  usual(): readonly Graph[];
}

/** The size of most data sets these layouts are trained on. */
export const CIFAR_SIZE: InputSize = [32, 32];

const IMAGENET_SIZE: InputSize = [224, 224];
const IMAGENET_CLASSES = 1000;

/** torchvision's layouts take any size: ImageNet's with its number of classes, else what backdoor research uses them with. */
export function torchvisionSize(classes: number): InputSize {
  return classes === IMAGENET_CLASSES ? IMAGENET_SIZE : CIFAR_SIZE;
}
