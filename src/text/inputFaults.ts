/** Faults of what was brought in: files, networks, images. */
import type { FaultCode, FaultParams } from '../../workers/protocol';
import { nearText } from './differences';
import { type FaultEntry, text } from './faultEntry';
import { counted, size, word } from './faultWords';
import { triggerFault } from './triggerFaults';

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
      p['what'] === 'times unpacked'
        ? `Unpacked it grows ${word(p, 'value')} times; the limit is ${word(p, 'limit')} times. It may be made to fill memory.`
        : `It has ${amount(p, p['bytes'] === undefined ? 'value' : 'bytes')}; the limit is ${amount(p, 'limit')}.`,
      'Save only the state dict (without optimizer state), or a part of the images.',
    ),
  'pickle-refused': (p) =>
    text(
      'This checkpoint asks to run foreign code',
      `It names ${word(p, 'name')}, which is not on the list of harmless names; nothing of it was executed.`,
      "Save plain weights instead: torch.save(model.state_dict(), 'model.pth').",
    ),
  'model-not-weights': (p) =>
    p['kind'] === 'script'
      ? text(
          'This file is a TorchScript program',
          'It holds the network as code with its weights; code from a file is never run here.',
          "Save its weights in Python and open that file: model = torch.jit.load(path); torch.save(model.state_dict(), 'model.pth').",
        )
      : text(
          'This file holds a whole model object, not its weights',
          `Rebuilding it would run the code of ${word(p, 'name')}; nothing of it was executed.`,
          "Save its weights in Python, where the class is known, and open that file: model = torch.load(path); torch.save(model.state_dict(), 'model.pth').",
        ),
  'tensor-unsupported': (p) =>
    text(
      'A tensor is stored in a form that is not read here',
      `${word(p, 'name')} is ${word(p, 'kind')}.`,
      'Save the network with dense tensors of real numbers, for example model.float(), or tensor.dequantize() and tensor.to_dense() for those that need it.',
    ),
  'reader-stopped': (p) =>
    text(
      'Reading took too long',
      `Nothing was heard of the file for ${word(p, 'seconds')} seconds, so its reading was ended.`,
      'The file is probably damaged; save or download it again.',
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

/** What is left where a file cannot be fetched. */
const FETCH_YOURSELF = 'Download the file in the browser as usual, then drop it here.';

export const ADDRESS_FAULTS = {
  'address-refused': (p) =>
    text(
      'This address is not fetched',
      `${word(p, 'reason')}.`,
      `Give the https address of the file itself. ${FETCH_YOURSELF}`,
    ),
  'address-unreachable': (p) =>
    p['status'] === undefined
      ? text(
          `Nothing could be fetched from ${word(p, 'host')}`,
          'Either it does not allow other pages to read its files, or it cannot be reached; a browser does not say which.',
          FETCH_YOURSELF,
        )
      : text(
          `${word(p, 'host')} did not give the file`,
          `It answered with HTTP status ${word(p, 'status')}.`,
          `Check the address: files move, and some are shown only after signing in. ${FETCH_YOURSELF}`,
        ),
  'address-not-a-file': (p) =>
    text(
      'This is the address of a web page, not of a file',
      `${word(p, 'host')} answered with a page to look at.`,
      `On GitHub and Hugging Face copy the address of the button that downloads the file. Drive and Dropbox give files only to a visitor. ${FETCH_YOURSELF}`,
    ),
} satisfies Partial<Record<FaultCode, FaultEntry>>;

export const NETWORK_FAULTS = {
  'architecture-unknown': (p) =>
    text(
      'The network in this checkpoint is not known',
      `Its parameters do not fit any architecture built in: ${word(p, 'keys')}.${nearText(p)}`,
      'Known are ResNet, PreAct-ResNet, Wide ResNet, VGG, MobileNet-V2 and EfficientNet-B0 with the names of the CIFAR codes and torchvision. Any other network opens as ONNX or Keras, which describe it themselves.',
    ),
  'tensor-missing': (p) =>
    text(
      'The checkpoint is incomplete',
      `${word(p, 'count')} of the network’s parameters are missing, the first is ${word(p, 'first')}.${nearText(p)}`,
      'Save the whole state dict of the network and open it again.',
    ),
  'shape-mismatch': (p) =>
    text(
      'A parameter has the wrong shape',
      `${word(p, 'name')} has shape ${word(p, 'found')} where ${word(p, 'expected')} is expected.${nearText(p)}`,
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
      p['layer'] === undefined
        ? `${word(p, 'reason')}.`
        : `They hold filter ${word(p, 'channel')} of ${word(p, 'layer')}, which the network does not have.`,
      'Use the masks of a run on the very same network.',
    ),
  'masks-missing': (p) =>
    text(
      'The masks are not open',
      `The recipe begins with the masks in ${p['name'] === undefined ? 'a file' : word(p, 'name')}.`,
      'Drop that file on Start, or take the masks out of the recipe.',
      'load',
    ),
} satisfies Partial<Record<FaultCode, FaultEntry>>;

export const DATA_FAULTS = {
  'labels-missing': (p) =>
    text(
      'These images have no labels',
      `No label for ${word(p, 'count')} of ${counted(p['total'], 'picture')}; the first without is ${word(p, 'first')}.`,
      'Put the images of each class into a folder of its own, add a CSV file with the columns file and label, or type in one label for all.',
    ),
  'images-unusable': (p) =>
    text(
      'These images cannot be used as they are',
      `Reading stopped: ${word(p, 'reason')}.`,
      'Save them as they were before any normalisation, as bytes 0 to 255 or numbers 0 to 1 of shape (N, height, width, 3): the page normalises itself.',
    ),
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
  'training-set-too-small': (p) =>
    text(
      'Too few images to train with',
      p['of'] === undefined
        ? `There are ${word(p, 'found')}, but a single step of this training takes ${word(p, 'needed')}.`
        : 'All images are of one class; a classifier needs at least two.',
      'Open more images, or lower the batch size of the training.',
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
  'trigger-invalid': triggerFault,
} satisfies Partial<Record<FaultCode, FaultEntry>>;
