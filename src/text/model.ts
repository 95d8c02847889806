/** Every visible string about the user's own files: drop area, network card, data card, preprocessing doctor. */
import type { NormalisationId, PixelReading } from '../../workers/protocol';
import type { ItemRole } from '../features/model/itemRoles';
import type { KnownClasses, ParsedLabel } from '../features/model/parseLabel';
import { counted } from './faultWords';

export const MODEL_TEXT = {
  title: 'Try your own model',
  drop: 'Drop a network and images here, or',
  choose: 'choose files',
  chooseFolder: 'or a folder of images',
  address: 'From an https address',
  addressLabel: 'Address of a network or of images',
  fetch: 'Fetch',
  stopFetching: 'Stop',
  fetched: (received: string, total: string | null): string =>
    total === null ? `${received} fetched` : `${received} of ${total} fetched`,
  found: (files: number): string => `${files.toLocaleString('en')} files found`,
  formats:
    'Networks: PyTorch, safetensors, npz, ONNX, Keras, TensorFlow.js; nothing in them is executed. Images: CIFAR files, folders or zips of pictures, arrays. Recipes, reports, mask_values.txt. Help lists all formats.',
  local: 'Files are read on this computer and sent nowhere.',
  files: 'Your files',
  roleOf: (name: string): string => `What ${name} is`,
  remove: (name: string): string => `Remove ${name}`,
  removed: (name: string): string => `${name} is no longer used.`,
  needDefense: 'These images wait for a file of defense images.',
  needImages:
    'Now drop images of the kind this network was trained on: a few hundred to defend with, others to measure with.',
  needLabel:
    'Nothing says what some pictures show. Type in their class above, or drop them in one folder for each class.',
  part: 'Part that is used',
  parts: { train: 'training images', test: 'test images' },
  run: 'Run on your network',
  busy: 'Files can be changed when the run has ended.',
  recipeTaken: 'The recipe is in use. Undo in the recipe panel brings the old one back.',
} as const;

function rangeOf({ count }: KnownClasses): string {
  return `0 to ${(count - 1).toLocaleString('en')}`;
}

export const LABEL_TEXT = {
  label: 'Class of these pictures',
  use: 'Use this class',
  range: (classes: KnownClasses): string =>
    classes.names.length > 0 ? `name, or ${rangeOf(classes)}` : rangeOf(classes),
  wrong: (kind: Exclude<ParsedLabel['kind'], 'label'>, typed: string, classes: KnownClasses): string => {
    const number = `a number from ${rangeOf(classes)}`;
    const wanted = classes.names.length > 0 ? `the name of a class or ${number}` : number;
    if (kind === 'empty') return `Type ${wanted}.`;
    return kind === 'out-of-range'
      ? `There is no class ${typed}: type ${wanted}.`
      : `“${typed}” is no class of this network: type ${wanted}.`;
  },
} as const;

export const ROLE_NAMES = {
  model: 'network',
  defense: 'defense images',
  test: 'test images',
  poisoned: 'poisoned test images',
  masks: 'masks of another run',
  recipe: 'recipe or report',
  ignore: 'leave out',
} as const satisfies Record<ItemRole, string>;

const tensors = (count: number): string => counted(count, 'tensor');

export const NETWORK_TEXT = {
  title: 'Network',
  architecture: 'architecture',
  format: 'format',
  parameters: 'parameters',
  filters: 'filters',
  classes: 'classes',
  input: 'input',
  setByHand: 'set by hand',
  architectureChosen: 'architecture',
  sizeChosen: ([height, width]: readonly [number, number]): string =>
    `pictures of ${width} × ${height} pixels`,
  mapped: (count: number): string => `the place of ${tensors(count)}`,
  inputSize: (width: number, height: number, channels: number): string =>
    `${width} × ${height} × ${channels}`,
  filtersIn: (filters: string, sites: number): string => `${filters} in ${counted(sites, 'layer')}`,
  matched: (count: number): string => `${tensors(count)} matched`,
  missing: (count: number): string => `${tensors(count)} missing`,
  unused: (count: number): string => `${tensors(count)} not used`,
  short: (architecture: string, filters: string, parameters: string): string =>
    `${architecture}, ${filters} filters, ${parameters} parameters`,
  none: 'No network is loaded.',
  examine: 'What is in the file, or open it otherwise',
  attack: 'attack',
  attackOn: (model: string | null, dataset: string | null): string =>
    [model, dataset].filter((each) => each !== null).join(' on ') || 'of BackdoorBench',
  target: (target: number | 'all-to-all'): string =>
    target === 'all-to-all' ? 'every class to another one' : `to class ${target}`,
  poisonedInside: (count: number): string =>
    `The file holds ${count.toLocaleString('en')} poisoned test images.`,
  usePoisoned: 'Use them',
  poisonedFolder: (count: number, path: string): string =>
    `Its ${count.toLocaleString('en')} poisoned test images lie in the folder ${path}: drop it here.`,
} as const;

export const MASKS_TEXT = {
  title: 'Masks',
  covers: (covered: number, all: number): string =>
    `Masks for ${covered.toLocaleString('en')} of ${counted(all, 'filter')}.`,
  absent: (absent: number, all: number): string =>
    `${counted(absent, 'filter')} of ${all.toLocaleString('en')} keep a mask of 1. Masks of a run on this network name all of them: are these of another one?`,
  effect:
    'The run unlearns and recovers nothing; it cuts up to a threshold. Taking the masks out brings the rule back that was in use.',
} as const;

/** What a network's file is; formats without a name here go by their own. */
export const FORMAT_NAMES: Readonly<Record<string, string>> = {
  'torch-zip': 'PyTorch',
  'torch-legacy': 'PyTorch, before 1.6',
  npz: 'NumPy archive',
  onnx: 'ONNX',
  'keras-h5': 'Keras (.h5)',
  'keras-zip': 'Keras (.keras)',
  'tfjs-model': 'TensorFlow.js',
  'tfjs-zip': 'TensorFlow.js, zipped',
};

export const DATA_TEXT = {
  title: 'Data',
  defense: 'defense images',
  test: 'test images',
  poisoned: 'poisoned test images',
  noTest: 'none: attack success and clean accuracy stay unknown',
  normalisation: 'pixels as',
  noteOn: (roles: readonly string[], note: string): string => {
    const names = roles.join(', ');
    return `${names.charAt(0).toUpperCase()}${names.slice(1)}: ${note}`;
  },
  classesOf: (set: string): string => `Images per class, ${set}`,
  samples: 'The first images',
  none: 'No images are loaded.',
  className: 'class',
  count: 'images',
} as const;

export const RESIZED_TEXT = {
  title: 'Resized for the network',
  how: 'Each picture is brought to the size of the network as a whole: nothing is cut off, but other proportions are squeezed.',
  size: ([height, width]: readonly [number, number]): string => `${width} × ${height}`,
  inFile: (size: string): string => `In its file, ${size} pixels`,
  seen: (size: string): string => `As the network sees it, ${size} pixels`,
} as const;

export const SEES_TEXT = {
  title: 'What the network sees',
  expected: 'it expects',
  given: 'it is given',
  shape: (width: number, height: number, channels: number, classes: number): string =>
    `${width} × ${height} × ${channels}, ${classes} classes`,
  differ: 'These do not fit: a run is refused until network and images belong together.',
  said: (name: string): string => `says ${name}`,
} as const;

export const NORMALISATION_NAMES = {
  shapes: 'built-in pictures',
  rnp: 'CIFAR-10, as in the RNP code',
  backdoorbench: 'CIFAR-10, as in BackdoorBench',
  cifar100: 'CIFAR-100',
  'tiny-imagenet': 'Tiny ImageNet',
  imagenet: 'ImageNet',
  mnist: 'handwritten digits',
  half: '−1 to 1',
  unit: '0 to 1',
  raw: '0 to 255',
} as const satisfies Record<NormalisationId, string>;

/** A preprocessing in words. */
export function pixelsName({ normalisation, channelOrder, layout }: PixelReading): string {
  return [
    NORMALISATION_NAMES[normalisation],
    ...(channelOrder === 'bgr' ? ['blue first'] : []),
    ...(layout === 'turned' ? ['rows and columns exchanged'] : []),
    ...(layout === 'interleaved' ? ['file read pixel by pixel'] : []),
  ].join(', ');
}

export const DOCTOR_TEXT = {
  title: 'Preprocessing',
  question: 'How did this network see its pictures? The accuracy on the defense images tells.',
  check: 'Check again',
  checkFirst: 'Check',
  normalisation: 'Pixels as',
  accuracy: 'Accuracy',
  best: 'best',
  inUse: 'in use',
  propose: (name: string): string => `Use ${name}`,
  better: (name: string): string => `${name} fits better than what is in use.`,
  unclear: 'None of them fits well. The labels or the network may be of another kind.',
} as const;
