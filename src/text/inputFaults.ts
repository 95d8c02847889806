/** Faults of what was brought in: files, networks, images. */
import type { FaultCode, FaultParams } from '../../workers/protocol';
import { type FaultEntry, text } from './faultEntry';
import { size, word } from './faultWords';

const FORMAT_NAMES: Readonly<Record<string, string>> = {
  'cifar-binary': 'CIFAR-10 images: choose what it is in the list of your files',
  npz: 'a NumPy archive (.npz)',
  npy: 'a NumPy array (.npy)',
  png: 'a PNG picture',
  json: 'JSON text',
  'mask-values': 'the masks of a run (mask_values.txt)',
};

/** What the reader made of a file, as a sentence. */
function recognised(p: FaultParams): string {
  if (p['reason'] !== undefined) return `Opened, but: ${word(p, 'reason')}.`;
  const found = word(p, 'found');
  if (found === 'unknown' || found === '—') return 'Its bytes fit no format that is read here.';
  return `It looks like ${FORMAT_NAMES[found] ?? found}.`;
}

/** A size in bytes, or a count of whatever the reader counted. */
function amount(p: FaultParams, key: string): string {
  const isBytes = p['what'] === undefined || p['what'] === 'bytes';
  return isBytes ? size(p, key) : `${word(p, key)} ${word(p, 'what')}`;
}

/** Why a trigger cannot be applied: the engine's words for it (TriggerProblem) and the reader's. */
const TRIGGER_PROBLEMS: Readonly<Record<string, string>> = {
  size: 'Its size is no whole number of pixels above 0.',
  strength: 'Its strength lies outside 0 to 1.',
  'outside-image': 'Part of it lies outside the image.',
  seed: 'Its pattern seed is no whole number.',
  amplitude: 'Its amplitude lies outside 0 to 255 grey levels.',
  frequency: 'Its waves are too many for the width of the image: at most one for two pixels.',
  'picture-size': 'Its picture has no size.',
  'picture-damaged': 'Its picture is damaged: there are not as many pixels as its size says.',
  'field-size': 'Its pattern has another size than the images.',
  'field-damaged': 'Its pattern is damaged: there are not as many finite numbers as its size says.',
  channels: 'It is made for images with one or three channels.',
  kind: 'Its kind is not known.',
};

export const FILE_FAULTS = {
  'file-unknown': (p) =>
    text(
      'This file is of no known kind',
      recognised(p),
      'Give a PyTorch checkpoint saved with torch.save(model.state_dict(), path), a safetensors file, or CIFAR-10 binary files.',
    ),
  'file-damaged': (p) =>
    text(
      'This file is damaged',
      `Reading stopped: ${word(p, 'reason')}.`,
      'Copy or download the file again and compare its size with the original.',
    ),
  'file-empty': () =>
    text('This file is empty', 'It holds no bytes at all.', 'Copy or download the file again.'),
  'file-too-large': (p) =>
    text(
      'This file is too large',
      `It has ${amount(p, p['bytes'] === undefined ? 'value' : 'bytes')}; the limit is ${amount(p, 'limit')}.`,
      'Save only the state dict (without optimizer state), or a part of the images.',
    ),
  'pickle-refused': (p) =>
    text(
      'This checkpoint asks to run foreign code',
      `It names ${word(p, 'name')}, which is not on the list of harmless names; nothing of it was executed.`,
      'Save plain weights instead: torch.save(model.state_dict(), path).',
    ),
  'checksum-mismatch': (p) =>
    text(
      `${word(p, 'name')} is not the file that was meant`,
      `The recipe names sha256 ${word(p, 'expected').slice(0, 12)}…, this file has ${word(p, 'found').slice(0, 12)}….`,
      'Open the file with the expected checksum, or keep this one and treat the numbers as your own.',
    ),
  'file-companion-missing': (p) =>
    text(
      'A second file belongs to this one',
      `A part of its numbers lies in ${word(p, 'name')}, which was not opened with it.`,
      'Open both files together.',
    ),
} satisfies Partial<Record<FaultCode, FaultEntry>>;

export const NETWORK_FAULTS = {
  'architecture-unknown': (p) =>
    text(
      'The network in this checkpoint is not known',
      `Its parameters do not fit any architecture built in: ${word(p, 'keys')}.`,
      'Give a state dict of a CIFAR ResNet (conv1, layer1.0.conv1, …) or a Wide ResNet (conv1, block1.layer.0.conv1, …) with the usual PyTorch names.',
    ),
  'tensor-missing': (p) =>
    text(
      'The checkpoint is incomplete',
      `${word(p, 'count')} of the network’s parameters are missing, the first is ${word(p, 'first')}.`,
      'Save the whole state dict of the network and open it again.',
    ),
  'shape-mismatch': (p) =>
    text(
      'A parameter has the wrong shape',
      `${word(p, 'name')} has shape ${word(p, 'found')} where ${word(p, 'expected')} is expected.`,
      'Check that the checkpoint belongs to the architecture its names suggest.',
    ),
  'weights-not-finite': (p) =>
    text(
      'The network holds values that are no numbers',
      `${word(p, 'name')} contains NaN or infinity.`,
      'The training diverged before it was saved: take an earlier checkpoint.',
    ),
  'layer-unsupported': (p) =>
    text(
      'Some layers cannot be run here',
      `Not supported: ${word(p, 'layers')}.`,
      'Convert the network to convolutions, batch norms and ReLUs, or use another network.',
    ),
  'masks-mismatch': (p) =>
    text(
      'These masks do not fit the network',
      `${word(p, 'reason')}.`,
      'Use the masks of a run on the very same network.',
    ),
} satisfies Partial<Record<FaultCode, FaultEntry>>;

export const DATA_FAULTS = {
  'labels-out-of-range': (p) =>
    text(
      'A label does not exist',
      `Record ${word(p, 'record')} has label ${word(p, 'value')}, but there are ${word(p, 'classes')} classes, counted from 0.`,
      'Check that the file has the expected format and belongs to this network.',
    ),
  'class-count-mismatch': (p) =>
    text(
      'Network and images count classes differently',
      `The network tells ${word(p, 'network')} classes apart, the images have ${word(p, 'images')}.`,
      'Open images with the classes this network was trained on.',
    ),
  'image-size-mismatch': (p) =>
    text(
      'The images have the wrong size',
      `They are ${word(p, 'found')}, the network expects ${word(p, 'expected')}.`,
      'Open images of the size this network was trained on.',
    ),
  'defense-set-too-small': (p) =>
    text(
      'Too few defense images',
      `There are ${word(p, 'found')}, but this recipe needs at least ${word(p, 'needed')}.`,
      'Open more images, or lower the batch size or the held-out share in the recipe.',
      'open-recipe',
    ),
  'test-set-missing': () =>
    text(
      'There are no test images',
      'Clean accuracy and attack success are measured on test images, and none are open.',
      'Open a test file, for example test_batch.bin of CIFAR-10.',
      'load',
    ),
  'target-out-of-range': (p) =>
    text(
      'The trigger aims at a class that does not exist',
      `Its target is class ${word(p, 'target')}; there are ${word(p, 'classes')} classes, counted from 0.`,
      'Choose another target class in the trigger editor.',
      'open-recipe',
    ),
  'trigger-invalid': (p) =>
    text(
      'This trigger cannot be applied',
      TRIGGER_PROBLEMS[String(p['reason'])] ?? `${word(p, 'reason')}.`,
      'Change its position, size or picture in the trigger editor.',
      'open-recipe',
    ),
} satisfies Partial<Record<FaultCode, FaultEntry>>;
