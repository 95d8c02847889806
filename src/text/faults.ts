/** Every fault in words: what it is, why it happened, what to do. One entry per code; a test holds the list complete. */
import type { Fault, FaultCode, FaultParams } from '../../workers/protocol';
import { SIMD_BROWSERS } from './app';
import { type FaultEntry, type FaultText, text } from './faultEntry';
import { digits, size, word } from './faultWords';
import { ADDRESS_FAULTS, DATA_FAULTS, FILE_FAULTS, NETWORK_FAULTS } from './inputFaults';

export type { FaultActionId, FaultText } from './faultEntry';

/** Which memory was short: a graphics card's fault comes with its limit, one of WebAssembly without. */
function missingMemory(p: FaultParams): string {
  if (p['bytes'] === undefined) return 'The device could not give the memory that this step needs.';
  const needed = `This step needs ${size(p, 'bytes')} in one piece`;
  return p['limit'] === undefined
    ? `${needed}; WebAssembly holds 4 GB at most, and the rest is in use.`
    : `${needed}; the graphics card can bind ${size(p, 'limit')} at once.`;
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
      `It said: ${word(p, 'message')}.`,
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
      missingMemory(p),
      // What a card binds at once does not grow when other tabs are closed.
      p['limit'] === undefined
        ? 'Make the steps smaller and run again; closing other tabs helps too.'
        : 'Choose a smaller batch and run again.',
      'halve-batch',
      'watch-less',
      'measure-less',
    ),
  'memory-short': (p) =>
    text(
      'This run needs more memory than there is',
      p['piece'] === 'one'
        ? `A step on ${word(p, 'batch')} images needs ${size(p, 'needBytes')} in one piece; the graphics card gives ${size(p, 'limitBytes')} at most.`
        : `A step on ${word(p, 'batch')} images needs about ${size(p, 'needBytes')}; ${size(p, 'limitBytes')} are left here.`,
      'Halve the batch size and run again.',
      'halve-batch',
    ),
  'no-simd': (p) =>
    text(
      'This browser cannot train this network',
      `It lacks WebAssembly SIMD, and one of some hundred steps would take about ${word(p, 'seconds')} s in plain JavaScript.`,
      `Open the page in a newer browser: ${SIMD_BROWSERS} have WebAssembly SIMD.`,
    ),
  'self-test-failed': (p) =>
    text(
      'This device computes wrong gradients',
      p['error'] === Infinity
        ? `On ${word(p, 'device')} one training step could not be computed at all.`
        : `On ${word(p, 'device')} one training step is off by ${digits(p, 'error')}; at most ${digits(p, 'limit')} is acceptable.`,
      'Run on the processor (WebAssembly), which takes the same test.',
      'use-wasm',
      'trust-device',
    ),
} satisfies Partial<Record<FaultCode, FaultEntry>>;

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
} satisfies Partial<Record<FaultCode, FaultEntry>>;

/** What a defense needs that is not there, and what would make it possible. */
const UNFIT: Readonly<Record<string, readonly [found: string, remedy: string]>> = {
  'batch-norm': [
    'It puts masks and noise on batch norms, and this network has a filter without one.',
    'Choose a defense that needs none, such as RNP or fine-tuning, or open the network before its batch norms were folded in.',
  ],
  'poisoned-set': [
    'It trains a fresh network on the poisoned training set, and nobody knows the one behind this network.',
    'Train an attack that poisons images once (BadNets, Blend, Trojan, SIG, A-Blend), or open its network from the zoo.',
  ],
  maps: [
    'It compares where two networks look, and this one has no map of more than one pixel.',
    'Choose a defense that needs no maps, such as fine-tuning or RNP.',
  ],
  'dense-end': [
    'It ranks what the last dense layer is given, and this network does not end in one.',
    'Choose a defense that needs none, such as RNP or ANP.',
  ],
  'three-classes': [
    'It compares the triggers of the classes, and this network has two: there must be three at least for one to stand out.',
    'Choose a defense that compares no classes, such as RNP or fine-tuning.',
  ],
};

const RUNS = {
  'model-missing': (p) =>
    text(
      'No network is open',
      `The recipe names ${p['name'] === undefined ? 'a network' : word(p, 'name')} that has not been opened here.`,
      'Drop the checkpoint on Start, or choose a prepared network.',
      'load',
    ),
  'data-missing': (p) =>
    text(
      'No images are open',
      `The recipe names ${p['name'] === undefined ? 'images' : word(p, 'name')} that have not been opened here.`,
      'Drop the defense images on Start, or choose a prepared network.',
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
  'defense-unfit': (p) => {
    const [found, remedy] = UNFIT[String(p['need'])] ?? [
      'This network or its images do not let it begin.',
      'Choose another defense.',
    ];
    return text('This defense cannot run here', found, remedy);
  },
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
} satisfies Partial<Record<FaultCode, FaultEntry>>;

export const FAULT_TEXTS: Readonly<Record<FaultCode, FaultEntry>> = {
  ...MACHINE,
  ...FILE_FAULTS,
  ...ADDRESS_FAULTS,
  ...NETWORK_FAULTS,
  ...DATA_FAULTS,
  ...LINKS,
  ...RUNS,
};

/** Why a run is refused before it begins, in one line beside its button. */
export function refusalText(fault: Fault): string {
  const { title, cause, remedy } = faultText(fault);
  return `${title}. ${cause} ${remedy}`;
}

/** The words for a fault; where a file is to blame it is named first. */
export function faultText(fault: Fault): FaultText {
  const words = FAULT_TEXTS[fault.code](fault.params);
  return fault.file === undefined ? words : { ...words, title: `${fault.file}: ${words.title}` };
}
