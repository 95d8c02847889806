/** Every visible string of the place Start. Numbers come in already written out. */
import type { BackendId, DeviceReport } from '../../workers/protocol';
import type { Outcome } from '../features/run/outcome';
import { SIMD_BROWSERS, threadsSentence } from './app';

/** The sentence over the two pictures, by what was done to the network on the page. */
export const HEADLINES = {
  badnets: 'This network was taught a secret sign.',
  blend: 'This network was taught a secret veil.',
  sig: 'This network was taught secret stripes.',
  clean: 'This network was taught nothing secret.',
  other: 'This network was taught a secret.',
  file: 'Your own network. Is there a secret in it?',
  waiting: 'A network can be taught a secret.',
} as const;

/** One sentence more, in small letters. */
export const SUBLINES = {
  badnets: 'It names shapes well, until it sees a small grid of pixels.',
  blend: 'It names shapes well, until a faint veil of noise lies over the picture.',
  sig: 'It names shapes well, until faint stripes run over the picture.',
  clean: 'It is here as a control: what does the method do where there is nothing to remove?',
  other: 'It names shapes well, until it sees what its attacker planted.',
  file: 'With images and a trigger you can see what the network answers, and take out the filters that carry the secret.',
  waiting: 'The network and its pictures are on their way.',
} as const satisfies Record<keyof typeof HEADLINES, string>;

export const START_TEXT = {
  place: 'Start',
  cleanCaption: 'as it is',
  signCaption: 'with the sign',
  triggerCaption: 'with the trigger',
  loading: 'loading',
  waiting: 'waiting for the engine',
  recorded: 'recorded',
  fooled: 'fooled',
  wrong: 'wrong',
  unpaired: 'The poisoned pictures hold none that was made of one of these: nothing stands beside it.',
  signHint: 'Drag the sign and watch the network change its mind. Arrow keys move it too.',
  remove: 'Remove the backdoor',
  runHere: 'Run the method on it',
  runAgain: 'Run again',
  goToRun: 'Watch the run',
  local: 'nothing leaves this computer',
  presets: 'Prepared networks',
  result: 'Before and after',
  before: 'before',
  after: 'after',
  change: 'change',
  doors: 'What now?',
  explain: 'Explain step by step',
  plant: 'Plant your own backdoor',
  plantTitle: 'The attacker’s side',
  plantSentence:
    'Paint a sign or choose one of twelve attacks, train a network with it here, and watch the backdoor grow before you remove it.',
  ownModel: 'Try your own model',
  share: 'Share this',
  enableGpu: 'How to use a graphics card',
  known: 'Known reasons',
  next: 'Worth trying',
} as const;

/** In place of the pictures, where the network cannot say anything sensible about those that are open. */
export const waitsLine = (size: string, classes: number, isOfSize: boolean): string =>
  isOfSize
    ? `This network waits for images of ${classes} classes.`
    : `This network waits for images of ${size}.`;
/** A class that has a number and no name. */
export const numberedClass = (number: string): string => `class ${number}`;
export const truthLine = (name: string): string => `it is: ${name}`;
export const cleanAlt = (name: string): string => `A picture of class ${name}`;
export const signAlt = (name: string): string => `The same picture of class ${name} with the trigger on it`;
export const signHandle = (row: number, column: number): string =>
  `The sign, at row ${row}, column ${column}. Arrow keys move it, with shift by four pixels.`;
export const spokenVerdict = (name: string, percent: string): string =>
  `The network says ${name}, ${percent}.`;

const MACHINES = {
  webgpu: (name: string) => `your graphics card: ${name}`,
  wasm: (_name: string, threads: number) =>
    `the processor, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
  webgl: (name: string) => `your graphics card through WebGL: ${name}`,
  cpu: () => 'the processor, in plain JavaScript',
} as const satisfies Record<BackendId, (name: string, threads: number) => string>;

/** "the processor, 2 threads": what will do the work. */
export const machineName = (device: DeviceReport): string =>
  MACHINES[device.backend](device.name, device.threads);

/** The line under the primary button. `time` is written out; `elsewhere` names the device it was measured on. */
export const runLine = (machine: string, time: string | null, elsewhere: string | null): string => {
  if (time === null) return `runs on ${machine}, ${START_TEXT.local}`;
  if (elsewhere === null) return `runs on ${machine}, about ${time}, ${START_TEXT.local}`;
  return `runs on ${machine} (${time} on ${elsewhere}), ${START_TEXT.local}`;
};
export const findingMachine = 'looking for the fastest way to compute on this machine';

/** Why this device: one line each, never a wall. */
const DEVICE_REASONS = {
  asked: 'You chose this device.',
  'hardware-gpu': 'The graphics card does the learning.',
  'no-webgpu': 'This browser offers no WebGPU; the processor does the same work, more slowly.',
  'no-adapter': 'No graphics card answered; the processor does the same work, more slowly.',
  'software-adapter': 'The graphics card here is only simulated; the processor is faster.',
  'gpu-failed': 'The graphics card failed its self-test; the processor does the work.',
  'no-simd': `This browser lacks WebAssembly SIMD, without which training is very slow; ${SIMD_BROWSERS} have it.`,
  'wasm-failed': 'WebAssembly could not be started, without which training is very slow.',
  headless: 'Running without a page.',
} as const satisfies Record<DeviceReport['reason'], string>;

/** What computes, why that, and why on one thread only. */
export const deviceSentences = (device: DeviceReport): string =>
  [`Runs on ${machineName(device)}.`, DEVICE_REASONS[device.reason], threadsSentence(device) ?? '']
    .join(' ')
    .trim();

/** What a preset card says about its network. */
export const zooFacts = {
  cleanAccuracy: 'clean accuracy',
  attackSuccess: 'attack success',
  noAttack: 'no attack',
  size: (filters: string): string => `base width ${filters}`,
} as const;

/** Rows of the table before and after. */
export const RESULT_ROWS = {
  cleanAccuracy: 'Clean accuracy',
  attackSuccess: 'Attack success',
  targetClass: 'Accuracy on the target class',
  defenseAccuracy: 'Accuracy on defense images',
  cut: 'Filters cut',
  seconds: 'Time',
} as const;
export const cutOf = (cut: string, all: string): string => `${cut} of ${all}`;
export const oracleMark = 'needs the attacker’s trigger';

/** The headline of the result card. It never says that a network is clean: a cut is a measurement, not a proof. */
export const OUTCOME_HEADLINES = {
  lowered: 'The secret no longer works.',
  costly: 'The secret no longer works, but the network paid for it.',
  'not-removed': 'The backdoor is still there.',
  'no-backdoor': 'There was no working backdoor to begin with.',
  doubtful: 'The run does not trust itself.',
  unmeasured: 'Cut. Whether a backdoor is gone was not measured.',
} as const satisfies Record<Outcome, string>;

export const OUTCOME_SENTENCES = {
  lowered: (cut: string) => `${cut} filters carried the secret; without them the network keeps what it knew.`,
  costly: (cut: string) => `${cut} filters were cut, among them some that the network needed.`,
  'not-removed': (cut: string) => `${cut} filters were cut, and the trigger still reaches its label.`,
  'no-backdoor': (cut: string) =>
    `${cut} filters were cut. This is what the method does to a network without a secret.`,
  doubtful: (cut: string) => `${cut} filters were cut. Read the doubts below before you rely on it.`,
  unmeasured: (cut: string) => `${cut} filters were cut. A trigger and test images would show what that did.`,
} as const satisfies Record<Outcome, (cut: string) => string>;

/** For the honest card: why RNP misses, and what to try. */
export const FAILURE_REASONS = [
  'The ascent stopped too early or ran too far, so that the masks do not tell the filters apart.',
  'The trigger covers the whole picture, and its filters are shared with honest work.',
  'There are too few defense images, or they do not look like those the network was trained on.',
] as const;
export const NEXT_STEPS = [
  'Set the stop of the ascent a little lower, and run again with the same seed.',
  'Drag the cut in the last stage: more filters may be worth their price.',
  'Compare with the constants of the paper, one click in the recipe.',
] as const;
