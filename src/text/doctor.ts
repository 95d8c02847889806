/** Every visible string of the file doctor. */
import type { TensorState } from '../../workers/protocol';

export const FILE_DOCTOR_TEXT = {
  title: (name: string): string => `File doctor: ${name}`,
  close: 'Close the file doctor',
  open: 'What is in the file',
  fits: (architecture: string, classes: number): string =>
    `All tensors of ${architecture} with ${classes} classes are there.`,
  near: (architecture: string, classes: number, matched: number, needed: number): string =>
    `It comes nearest to ${architecture} with ${classes} classes: ${matched} of ${needed} tensors fit.`,
  byOrder: 'Its tensors are matched by order, not by name.',
  nothingNear: 'It comes near none of the architectures built in.',
  described: (architecture: string): string => `The file describes its network itself: ${architecture}.`,
  differences: 'What differs',
  architecture: 'Architecture',
  automatic: 'recognised by its tensors',
  option: (architecture: string, matched: number, needed: number): string =>
    `${architecture} (${matched} of ${needed})`,
  height: 'Picture height',
  width: 'Picture width',
  pixels: 'pixels',
  mapping: 'Tensors that are missing: which of the file’s stand in?',
  none: 'none',
  apply: 'Open it so',
  again: 'Examine so',
  tensors: (count: number): string => `All ${count} tensors of the file`,
  name: 'Tensor',
  shape: 'Shape',
  dtype: 'Type',
  range: 'Values',
  taken: 'Taken for',
  scalar: 'scalar',
  notFinite: (count: number): string => `, ${count} not finite`,
  empty: 'no value',
} as const;

export const TENSOR_STATES: Readonly<Record<TensorState, string>> = {
  matched: '',
  misshapen: 'wrong shape for',
  ignored: 'known, left out',
  unused: 'not used',
};
