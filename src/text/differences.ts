/** Words for what the file doctor finds: how a file differs from a network, what an opened network does otherwise. */
import type { Difference, FaultParams, NetworkNote } from '../../workers/protocol';

/** Parts that have a name of their own; all others go by their name in the file. */
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/^(shortcut|downsample)\.0$/, 'shortcut convolution'],
  [/^(shortcut|downsample)\.1$/, 'shortcut batch norm'],
  [/^(linear|fc|classifier)$/, 'classifier'],
];

/** A part of a network in words, e.g. `shortcut.1`: "shortcut batch norm". */
export function partText(part: string): string {
  return PARTS.find(([pattern]) => pattern.test(part))?.[1] ?? part;
}

function counted(part: string, count: number): string {
  return count === 1 ? partText(part) : `${partText(part)} (${String(count)} tensors)`;
}

/** One difference between a file and a network, without a full stop. */
export function differenceText(difference: Difference): string {
  switch (difference.kind) {
    case 'missing':
      return `without ${counted(difference.part, difference.count)}`;
    case 'unused':
      return `${counted(difference.part, difference.count)} of the file not used`;
    case 'shape':
      return `${difference.name} is ${difference.found} instead of ${difference.expected}`;
    case 'not-finite':
      return `${difference.name} contains NaN or infinity`;
    default:
      return difference satisfies never;
  }
}

/** A sentence on a network that does something otherwise than its file or its original code. */
export function networkNoteText(note: NetworkNote): string {
  switch (note.kind) {
    case 'masks-on-convolutions':
      return `This network has no batch norm: masks act on the output channels of its ${String(note.count)} convolutions.`;
    case 'softmax-removed':
      return 'The file ends in a softmax; the network is read without it, since losses need logits.';
    case 'dropout-off':
      return 'The original code drops channels at random even in evaluation; here it does not, so that numbers can be repeated.';
    case 'matched-by-order':
      return 'The file names its tensors otherwise: they were matched by order, not by name.';
    case 'weights-alone':
      return 'A file of weights alone does not say how its layers pad, normalise and activate: PyTorch’s ways are taken (batch norm adds 1e-5).';
    case 'input-size-assumed':
      return 'The size of the pictures does not follow from the file; it was assumed. Say so if it is another.';
    case 'own-preprocessing':
      return `The network changes the pictures’ values itself: ${note.layers}.`;
    default:
      return note satisfies never;
  }
}

/** Of a fault about a file that comes near a network: which, and what it lacks. Empty where none comes near. */
export function nearText(params: FaultParams): string {
  const { near, classes, lacks } = params;
  if (near === undefined) return '';
  const parts = lacks === undefined ? [] : String(lacks).split(', ').map(partText);
  const without = parts.length === 0 ? '' : `, without ${parts.join(', ')}`;
  return ` It looks like ${String(near)}, ${String(classes)} classes${without}.`;
}
