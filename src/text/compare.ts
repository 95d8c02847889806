/** Every visible string of the place Compare. Names, summaries and options of the defenses stand in the protocol. Numbers come in already written out. */
import type { DefenseFamily, DefenseNeed, StoppingUnit } from '../../workers/protocol';
import type { ItemState } from '../state/queueStore';

/** RNP as the list of methods has it; the other methods stand in the registry. */
export const RNP_WORDS = {
  name: 'RNP',
  summary:
    'Makes the network forget, learns one mask a filter that brings its knowledge back, and cuts the filters that do not help.',
  source: 'Li et al. 2023, and its code; the adaptive constants are this project’s own.',
} as const;

/** What methods change, in the order they are listed. */
export const METHOD_FAMILIES: Readonly<Record<DefenseFamily, string>> = {
  pruning: 'Cut filters',
  tuning: 'Tune all weights',
  training: 'Train anew',
  combined: 'Combined',
};

/** Why a method cannot begin on a network, and what would let it. */
export const NEED_LINES: Readonly<Record<DefenseNeed, string>> = {
  'poisoned-set':
    'Needs the attacker’s training set, which is known for none of these networks: choose one of the zoo under BadNets, Blend, Trojan, SIG or A-Blend.',
  'batch-norm': 'Needs batch norms, which none of these networks has: choose another network.',
  maps: 'Needs maps of several pixels, which none of these networks has: choose another network.',
  'dense-end': 'Needs a dense last layer, which none of these networks has: choose another network.',
  'three-classes':
    'Compares the triggers of at least three classes, and these networks have two: choose another network.',
};

const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

export const PLAN_TEXT = {
  heading: 'Compare',
  column: 'What to run',
  networks: 'Networks',
  search: 'Search the networks',
  noneFound: 'No network is called so.',
  open: 'open on this page',
  noNetwork: 'none chosen',
  others: (first: string, more: number): string => (more === 0 ? first : `${first} and ${more} more`),
  methods: 'Methods',
  noMethod: 'none chosen',
  settings: 'Settings and source',
  settingsOf: (method: string): string => `Settings and source of ${method}`,
  source: (source: string): string => `From: ${source}`,
  onlyOn: (networks: string): string => `Runs on ${networks} only: the others’ training sets are not known.`,
  shared: 'For all',
  sharedLine: (images: string, constants: string): string => `${images} images, ${constants}`,
  constants: 'Constants',
  rnpNote: 'RNP takes the same images; what it holds out and what it may lose stand in its own settings.',
  measuring: 'Measuring',
  seeds: 'Seeds',
  seedsHint: 'Like 1, 2, 3 or 1-5.',
  seedsWrong: 'Whole numbers with commas between them, like 1, 2, 3; at most 100 of them.',
  amount: (networks: number, methods: number, seeds: number, runs: number): string =>
    `${plural(networks, 'network')} × ${plural(methods, 'method')} × ${plural(seeds, 'seed')} = ${plural(runs, 'run')}`,
  left: (pairs: number): string => `${plural(pairs, 'pair')} left out: the method cannot begin there.`,
  run: (runs: number): string => (runs === 0 ? 'Run' : `Run ${runs}`),
  add: (runs: number): string => (runs === 0 ? 'Add to the queue' : `Add ${runs} to the queue`),
  busy: 'Something else is being run or trained: the queue can begin when it has ended.',
  local: 'One after the other; nothing leaves this computer.',
  chooseNetwork: 'Choose a network.',
  chooseMethod: 'Choose a method.',
  chooseSeed: 'Type a seed.',
} as const;

export const QUEUE_TEXT = {
  title: 'Queue',
  empty: 'What you run waits here, one row a run.',
  states: {
    waiting: 'waiting',
    running: 'running',
    done: 'done',
    failed: 'failed',
    skipped: 'skipped',
  } as const satisfies Record<ItemState, string>,
  item: (method: string, network: string, seed: number): string => `${method} on ${network}, seed ${seed}`,
  preparing: 'getting ready',
  stage: (stage: string, done: number, total: number | null): string =>
    total === null ? stage : `${stage}, ${done} of ${total}`,
  left: (duration: string): string => `${duration} left`,
  ended: (done: number, all: number): string => `${done} of ${all} ended`,
  eta: (duration: string): string => `about ${duration} for the rest`,
  pause: 'Pause',
  resume: 'Play',
  step: 'Step',
  cancel: 'Cancel this run',
  hold: 'Hold after this run',
  holdNow: 'Hold',
  goOn: 'Go on',
  held: 'Held: nothing new begins.',
  waits: 'Begins when what is learning now has ended.',
  clear: 'Clear what has ended',
  repaired: 'Network of the last defense',
  saveRepaired: 'Save network',
  up: 'Move up',
  down: 'Move down',
  lostTwice: 'The device went away under it twice. Try again, or choose another device.',
  wasLost: 'The device went away under it once; it began anew.',
  retry: 'Retry',
  skip: 'Skip',
  named: (action: string, name: string): string => `${action}: ${name}`,
  recalled: (runs: number): string =>
    `${plural(runs, 'run')} waited when this tab was reloaded. ${runs === 1 ? 'It begins' : 'They begin'} when you say so.`,
  dropped: (runs: number): string =>
    `${plural(runs, 'remembered run')} could not be read any more and ${runs === 1 ? 'was' : 'were'} left out.`,
  spoken: (state: string, name: string): string => `${name}: ${state}.`,
} as const;

export const LIVE_TEXT = {
  title: 'Under way',
  empty: 'The curves of the run under way are drawn here.',
  stage: 'Stage',
  points: 'Places to stop',
  curves: (method: string, stage: string): string => `${method}: ${stage}, step by step`,
  curvesSummary:
    'What the method learns by. Dashed lines need the trigger or test images; it never sees them.',
  step: 'step',
  loss: 'loss',
  accuracy: 'share of images',
  pointsTitle: (method: string): string => `${method}: where it could stop`,
  pointsSummary:
    'Accuracy on the held-out images at each place the method could stop. The last place within the budget is chosen; without one, the highest.',
  heldOut: 'held-out accuracy',
  budget: 'budget',
  place: { epoch: 'epoch', round: 'round', threshold: 'threshold' } as const satisfies Record<
    StoppingUnit,
    string
  >,
  chosen: 'chosen',
  chosenWithin: (unit: string, at: string): string =>
    `Chosen: ${unit} ${at}, the last one within the accuracy budget.`,
  chosenHighest: (unit: string, at: string): string =>
    `Chosen: ${unit} ${at}, the one with the highest held-out accuracy, since none lies within the budget.`,
  within: (within: number, all: number): string =>
    `${within} of ${plural(all, 'place')} within the budget so far.`,
  masksAgainst: 'Dashed: RNP’s masks on the same network, after its latest run.',
  rnpMasks: 'filters, RNP',
  attention: 'Where the networks look',
  attentionLine:
    'Attention in the last block of each of the last map sizes: the brighter, the more it counts. The network learns to look where its teacher looks.',
  attentionOf: { clean: 'Clean image', triggered: 'Image with the trigger' },
  attentionBy: { untouched: 'untouched', teacher: 'teacher' },
  attentionAt: (epochs: number): string => `learning, after ${plural(epochs, 'epoch')}`,
  attentionAlt: (image: string, network: string, rows: number, columns: number): string =>
    `${image}, attention: ${network}, ${rows} × ${columns}`,
  changes: 'The change that turns all images',
  changesLine: 'Found anew in each round; grey is no change.',
  change: (round: number): string => `round ${round}`,
  changeAlt: (round: number): string => `The change of round ${round}`,
  changeNumbers: (norm: string, fooled: string): string => `norm ${norm}, turns ${fooled}`,
  triggers: 'Triggers of the classes',
  triggersLine: 'Searched for all classes at once, the smallest first: white hides the image.',
  triggerNamed: (label: number): string =>
    `Class ${label} has the smallest trigger and is taken for the attacker’s.`,
  triggerAlt: (label: number): string => `The mask of the trigger of class ${label}`,
  triggerClass: (label: number): string => `class ${label}`,
  triggerNumbers: (norm: string, share: string): string => `size ${norm}, turns ${share}`,
  ranking: 'Channels by activation',
  rankingSummary: 'Mean activation of each channel on clean images, the quietest first. Hollow bars are cut.',
  rankingX: 'channels, the quietest first',
  rankingY: 'mean activation',
  channel: 'channel',
  activation: 'activation',
  state: 'state',
  cut: 'cut',
  kept: 'kept',
  rankingReading: (channel: number, activation: string, state: string): string =>
    `channel ${channel}: ${activation}, ${state}`,
  isolated: (count: string): string => `${count} images taken for poison.`,
} as const;

export const EXPORT_TEXT = {
  format: 'Format',
  formats: { csv: 'CSV', json: 'JSON', latex: 'LaTeX', markdown: 'Markdown' },
  save: 'Save',
  saveLine: (runs: number): string => `Save ${plural(runs, 'run')} as a file`,
  copy: 'Copy',
  fileName: 'rnp-runs',
} as const;
