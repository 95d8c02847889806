/** What the file doctor says about a model file: every tensor, what it was taken for, and the architectures that come near. */

export type TensorState =
  | 'matched'
  /** Its name fits a parameter, its shape does not. */
  | 'misshapen'
  /** Known and left out: counters, masks and noise of other tools. */
  | 'ignored'
  | 'unused';

/** One tensor of the file. */
export interface TensorRow {
  readonly name: string;
  readonly shape: readonly number[];
  /** As the file has it, e.g. `float16`. */
  readonly dtype: string;
  /** Smallest and largest finite value; null where there is none. */
  readonly range: readonly [least: number, most: number] | null;
  /** Values that are NaN or infinite. */
  readonly notFinite: number;
  readonly state: TensorState;
  /** The parameter of the network it was taken for. */
  readonly parameter: string | null;
}

/** One parameter of the network in question that no tensor of the file fills. */
export interface MissingParameter {
  readonly name: string;
  /** As a PyTorch state dict has it. */
  readonly shape: readonly number[];
}

/** A way in which a file differs from an architecture it comes near. */
export type Difference =
  /** Nothing but these tensors is missing, e.g. `shortcut.1` (their common ending), all `count` of them. */
  | { readonly kind: 'missing'; readonly part: string; readonly count: number }
  | { readonly kind: 'unused'; readonly part: string; readonly count: number }
  | { readonly kind: 'shape'; readonly name: string; readonly found: string; readonly expected: string }
  | { readonly kind: 'not-finite'; readonly name: string };

/** An architecture the file could be, with the numbers read from its shapes. */
export interface Candidate {
  /** Id of the family, for a hint. */
  readonly family: string;
  /** In words, with the numbers: "ResNet-18 (CIFAR layout), width 64". */
  readonly architecture: string;
  readonly classes: number;
  /** The file's own names say nothing: its tensors were taken in their order. */
  readonly byOrder: boolean;
  readonly matched: number;
  /** Tensors the architecture needs. */
  readonly needed: number;
  /** Empty where the file fits. */
  readonly differences: readonly Difference[];
}

export interface FileReport {
  readonly name: string;
  readonly format: string;
  /** The key under which a PyTorch file holds the weights; null where they stand at its top. */
  readonly wrapper: string | null;
  readonly tensors: readonly TensorRow[];
  /** Best first; empty for files that describe their network themselves. */
  readonly candidates: readonly Candidate[];
  /** The candidate the rows are matched against: the best, or the one the hint names. */
  readonly chosen: Candidate | null;
  readonly missing: readonly MissingParameter[];
}

/** Something about an opened network that the page has to say. */
export type NetworkNote =
  /** No batch norm: masks act on the output channels of `count` convolutions. */
  | { readonly kind: 'masks-on-convolutions'; readonly count: number }
  /** The file ends in a softmax; the network is read without it, since losses need logits. */
  | { readonly kind: 'softmax-removed' }
  /** Dropout that the original code applies even when it evaluates is off here. */
  | { readonly kind: 'dropout-off' }
  /** The file's tensors have other names: they were matched by their order and shapes. */
  | { readonly kind: 'matched-by-order' }
  /** A file of weights alone does not say how its layers pad, normalise and activate: the architecture that was chosen does. */
  | { readonly kind: 'weights-alone' }
  /** The pictures' size does not follow from the file; it was assumed. */
  | { readonly kind: 'input-size-assumed' }
  /** Layers at the front that change the pictures' values, e.g. Keras's Rescaling: `layers`. */
  | { readonly kind: 'own-preprocessing'; readonly layers: string };
