/** Every fault in words: what it is, why it happened, what to do. One entry per code; a test holds the list complete. */
import type { Fault, FaultCode, FaultParams } from '../../workers/protocol';
import { digits, size, word } from './faultWords';

/** What a button in the notice may offer; `app/faultActions` says what each does. */
export type FaultActionId =
  'reload' | 'use-wasm' | 'resume' | 'halve-batch' | 'lower-rate' | 'open-recipe' | 'reconnect' | 'load';

export interface FaultText {
  readonly title: string;
  readonly cause: string;
  readonly remedy: string;
  readonly action?: FaultActionId;
}

type Text = (params: FaultParams) => FaultText;

function text(title: string, cause: string, remedy: string, action?: FaultActionId): FaultText {
  return action === undefined ? { title, cause, remedy } : { title, cause, remedy, action };
}

const MACHINE = {
  'no-webgpu': (p) =>
    text(
      'This browser offers no WebGPU',
      `The graphics card cannot be used: ${word(p, 'reason')}.`,
      'The playground runs on the processor (WebAssembly) instead; a recent Chrome, Edge or Safari offers WebGPU.',
      'use-wasm',
    ),
  'adapter-refused': (p) =>
    text(
      'The graphics card was refused',
      `The browser gave no WebGPU adapter: ${word(p, 'reason')}.`,
      'Run on the processor (WebAssembly), or check that hardware acceleration is switched on in the browser.',
      'use-wasm',
    ),
  'device-lost': (p) =>
    text(
      'The graphics card went away',
      `The browser lost its connection to the graphics card at step ${word(p, 'step')}; the run is kept up to its last snapshot.`,
      'Resume the run from there.',
      'resume',
    ),
  'device-error': (p) =>
    text(
      'The graphics card reported an error',
      word(p, 'message'),
      'Start the run again; if it happens twice, run on the processor (WebAssembly).',
      'use-wasm',
    ),
  'device-unavailable': (p) =>
    text(
      `The device ${word(p, 'asked')} is not available here`,
      `It was asked for, but ${word(p, 'reason')}.`,
      'Choose another device; WebAssembly runs in every browser.',
      'use-wasm',
    ),
  'out-of-memory': (p) =>
    text(
      'Not enough memory',
      `This step needs ${size(p, 'neededBytes')}, and ${size(p, 'limitBytes')} are available.`,
      'Halve the batch size, or measure on fewer test images.',
      'halve-batch',
    ),
  'self-test-failed': (p) =>
    text(
      'This device computes wrong gradients',
      `On ${word(p, 'device')} one training step is off by ${digits(p, 'error')}; at most ${digits(p, 'limit')} is acceptable.`,
      'Run on the processor (WebAssembly), which passed the same test.',
      'use-wasm',
    ),
} satisfies Partial<Record<FaultCode, Text>>;

const FILES = {
  'file-unknown': (p) =>
    text(
      'This file is of no known kind',
      `Its first bytes look like ${word(p, 'found')}.`,
      'Give a PyTorch checkpoint (torch.save), a safetensors file, or CIFAR-10 binary or pickle batches.',
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
      `It has ${size(p, 'bytes')}; the limit is ${size(p, 'limit')}.`,
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
} satisfies Partial<Record<FaultCode, Text>>;

const NETWORKS = {
  'architecture-unknown': (p) =>
    text(
      'The network in this checkpoint is not known',
      `Its parameters do not fit any architecture built in: ${word(p, 'keys')}.`,
      'Give a state dict of a CIFAR ResNet with the usual PyTorch names (conv1, layer1.0.conv1, …).',
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
} satisfies Partial<Record<FaultCode, Text>>;

const DATA = {
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
      'Choose another target class in the trigger card.',
      'load',
    ),
  'trigger-invalid': (p) =>
    text(
      'This trigger cannot be applied',
      `${word(p, 'reason')}.`,
      'Change its position, size or picture in the trigger card.',
      'load',
    ),
} satisfies Partial<Record<FaultCode, Text>>;

const LINKS = {
  'recipe-invalid': (p) =>
    text(
      'This recipe is not valid',
      `The field ${word(p, 'field')} has ${word(p, 'found')}, expected is ${word(p, 'expected')}.`,
      'Correct the field, or start from a preset.',
    ),
  'preset-unknown': (p) =>
    text(
      `There is no preset called ${word(p, 'id')}`,
      `Known presets are ${word(p, 'known')}.`,
      'Ask the sender for the full link, or choose one of the presets.',
    ),
  'link-damaged': (p) =>
    text(
      'This link is damaged',
      `Its recipe cannot be read: ${word(p, 'reason')}.`,
      'Copy the whole link again; mail programs sometimes break long ones.',
    ),
  'link-newer': (p) =>
    text(
      'This link comes from a newer playground',
      `It has format ${word(p, 'version')}, this page knows formats up to ${word(p, 'known')}.`,
      'Reload the page to get the newest version and open the link again.',
      'reload',
    ),
  'protocol-mismatch': (p) =>
    text(
      'Page and engine do not match',
      `The page speaks version ${word(p, 'page')}, the engine ${word(p, 'engine')}: one of them is an older copy from the cache.`,
      'Reload the page.',
      'reload',
    ),
  'argument-invalid': (p) =>
    text(
      'A request made no sense',
      `${word(p, 'argument')}: ${word(p, 'reason')}.`,
      'Change the value and try again.',
    ),
} satisfies Partial<Record<FaultCode, Text>>;

const RUNS = {
  'model-missing': (p) =>
    text(
      'No network is open',
      `The recipe names ${p['name'] === undefined ? 'a network' : word(p, 'name')} that has not been opened here.`,
      'Drop the checkpoint on the network card, or choose a preset.',
      'load',
    ),
  'data-missing': (p) =>
    text(
      'No images are open',
      `The recipe names ${p['name'] === undefined ? 'images' : word(p, 'name')} that have not been opened here.`,
      'Drop the defense images on the data card, or choose a preset.',
      'load',
    ),
  'run-busy': () =>
    text(
      'A run is already going on',
      'One run at a time uses the whole machine; the one on the page goes on untouched.',
      'Wait for its end, or cancel it first.',
    ),
  'run-missing': () =>
    text(
      'There is no run to ask about',
      'What is shown is a recording, an imported report, or a run that is gone from memory.',
      'Run the recipe here and ask again.',
    ),
  diverged: (p) =>
    text(
      'The run diverged',
      `At step ${word(p, 'step')} the loss was no number any more; everything up to the step before is kept.`,
      `Lower the learning rate, now ${word(p, 'learningRate')}, and run again.`,
      'lower-rate',
    ),
  superseded: () =>
    text('A newer request took over', 'Only the newest cut is evaluated.', 'Nothing needs to be done.'),
  cancelled: () =>
    text('Cancelled', 'The work was stopped on request.', 'Resume the run or start it again.', 'resume'),
  'network-failed': (p) =>
    text(
      'A file could not be fetched',
      `${word(p, 'url')}: ${word(p, 'reason')}.`,
      'Check the connection and reload the page; runs on the page are kept until then.',
      'reconnect',
    ),
  bug: () =>
    text(
      'Something went wrong inside the playground',
      'This is a fault of the program, not of your files.',
      'Copy the report and send it to the authors; reload the page to go on.',
      'reload',
    ),
} satisfies Partial<Record<FaultCode, Text>>;

export const FAULT_TEXTS: Readonly<Record<FaultCode, Text>> = {
  ...MACHINE,
  ...FILES,
  ...NETWORKS,
  ...DATA,
  ...LINKS,
  ...RUNS,
};

/** The words for a fault; where a file is to blame it is named first. */
export function faultText(fault: Fault): FaultText {
  const words = FAULT_TEXTS[fault.code](fault.params);
  return fault.file === undefined ? words : { ...words, title: `${fault.file}: ${words.title}` };
}
