/** Words of the page's frame: header, device line, loading, crash, faults. */
import type { DeviceReport, PhaseId } from '../../workers/protocol';
import type { LoadingWhat } from '../state/engineStore';
import type { Panel, Place, Theme } from '../state/viewStore';
import type { FaultActionId } from './faults';

export const APP_TITLE = 'RNP Playground';

export const PLACE_NAMES: Readonly<Record<Place, string>> = {
  start: 'Start',
  attack: 'Attack',
  detect: 'Detect',
  run: 'Run',
  inspect: 'Inspect',
  compare: 'Compare',
};

export const PANEL_NAMES: Readonly<Record<Panel, string>> = {
  recipe: 'Recipe',
  share: 'Share',
  help: 'Help',
};

export const THEME_NAMES: Readonly<Record<Theme, string>> = {
  system: 'System',
  light: 'Light',
  dark: 'Dark',
};

export const APP_TEXT = {
  dropAnywhere: 'Drop a network, images or a recipe anywhere on the page',
  places: 'Places',
  skip: 'Skip to the content',
  theme: 'Theme',
  close: 'Close',
  loading: 'Loading',
  amountOf: (done: string, total: string) => `${done} of ${total}`,
  cancelLoad: 'Stop loading',
  notices: 'Notices',
  dismiss: 'Dismiss',
  copyReport: 'Copy report',
  copied: 'Copied',
  copyFailed: 'Copying was refused by the browser',
  crashTitle: 'This part of the page stopped working',
  crashCause: 'A fault of the program, not of your files. Runs that have ended can still be exported.',
  crashRetry: 'Try again',
  hiddenTab: (duration: string) =>
    `This tab was hidden for ${duration}. Browsers slow hidden tabs down; the run went on.`,
  titleWhileHidden: (stage: string, percent: number | null) =>
    percent === null ? `${stage} - ${APP_TITLE}` : `${percent} % ${stage} - ${APP_TITLE}`,
  titleDone: `Done - ${APP_TITLE}`,
} as const;

export const FAULT_ACTION_LABELS: Readonly<Record<FaultActionId, string>> = {
  reload: 'Reload the page',
  'use-wasm': 'Run on the processor',
  'trust-device': 'Use this device all the same: its numbers may be wrong',
  resume: 'Resume the run',
  'halve-batch': 'Halve the batch size',
  'watch-less': 'Watch fewer images',
  'measure-less': 'Measure on half the test images',
  'lower-rate': 'Lower the learning rate to a third',
  'open-recipe': 'Open the recipe',
  reconnect: 'Try again',
  load: 'Go to the drop area',
};

export const BACKEND_NAMES: Readonly<Record<DeviceReport['backend'], string>> = {
  webgpu: 'WebGPU',
  wasm: 'WebAssembly',
  webgl: 'WebGL',
  cpu: 'plain JavaScript',
};

/** The first versions with WebAssembly SIMD. */
export const SIMD_BROWSERS = 'Chrome 91, Firefox 89, Safari 16.4 and newer';

const REASONS: Readonly<Record<DeviceReport['reason'], string>> = {
  asked: 'chosen by you',
  'hardware-gpu': 'a graphics card is available',
  'no-webgpu': 'this browser has no WebGPU',
  'no-adapter': 'the browser offers no graphics card',
  'software-adapter': 'the graphics card is only emulated, which is slower',
  'gpu-failed': 'the graphics card failed its test',
  'no-simd': `this browser lacks WebAssembly SIMD, without which training is very slow (${SIMD_BROWSERS} have it)`,
  'wasm-failed': 'WebAssembly could not be started',
  headless: 'there is no display',
};

/** Why a processor with several cores computes on one thread. */
const THREADS_REFUSED: Readonly<Record<NonNullable<DeviceReport['threadsRefused']>, string>> = {
  'not-isolated': 'One thread: this page is not cross-origin isolated.',
  refused: 'One thread: the browser refused the workers for more.',
};

/** The sentence of a device that would have used more threads; null for all others. */
export function threadsSentence({ threadsRefused }: DeviceReport): string | null {
  return threadsRefused === undefined ? null : THREADS_REFUSED[threadsRefused];
}

export const DEVICE_TEXT = {
  starting: 'engine starting',
  failed: 'engine not running',
  choose: 'Run on',
  automatic: 'best available',
  restart: 'Start the engine again',
  reason: (report: DeviceReport) => `Because ${REASONS[report.reason]}.`,
  line: ({ backend, threads }: DeviceReport) =>
    threads > 1 ? `${BACKEND_NAMES[backend]}, ${threads} threads` : BACKEND_NAMES[backend],
  selfTest: (error: number) => `Self-test: gradients agree within ${error.toExponential(0)}.`,
  selfTestFailed: (error: number) =>
    `Self-test failed: gradients are off by ${error.toExponential(0)}. You chose to use it all the same.`,
  software: 'Emulated in software: slow.',
  private: 'Everything is computed on this computer.',
} as const;

export const LOADING_NAMES: Readonly<Record<LoadingWhat, string>> = {
  engine: 'Starting the engine',
  network: 'Opening the network',
  images: 'Opening the images',
  masks: 'Opening the masks',
  examine: 'Examining the file',
  check: 'Checking the preprocessing',
  run: 'Preparing the run',
  training: 'Preparing the training',
  detection: 'Preparing the detection',
  judge: 'Judging pictures',
  export: 'Writing the file',
};

export const PHASE_NAMES: Readonly<Record<PhaseId, string>> = {
  read: 'reading',
  unpack: 'unpacking',
  hash: 'taking the checksum',
  map: 'matching layers',
  device: 'asking for the device',
  compile: 'compiling programs, once',
  'self-test': 'testing gradients',
  'draw-data': 'drawing the pictures',
  baseline: 'measuring the network as it is',
  unlearn: 'unlearning',
  label: 'inferring the label',
  reveal: 'revealing the trigger',
  stand: 'looking whether the label still stands out',
  recover: 'recovering',
  prune: 'cutting',
  prepare: 'training an honest network',
  craft: 'making the trigger',
  train: 'training',
  tune: 'fine-tuning',
  teach: 'tuning the teacher',
  distil: 'learning from the teacher',
  rank: 'cutting quiet channels',
  mask: 'learning masks',
  perturb: 'searching a change that turns all images',
  erase: 'unlearning it',
  isolate: 'isolating the poison',
  search: 'searching a trigger for each class',
  overlay: 'laying images over others',
  sweep: 'measuring cuts',
  'sweep-order': 'measuring the order of the cut',
  maps: 'drawing feature maps',
  export: 'writing',
};
