/** Every visible string of the place Run. Numbers come in already written out. */
import type { Stage } from '../../workers/protocol';

export type StageState = 'waiting' | 'running' | 'done' | 'failed' | 'skipped';

export const STAGE_NAMES = {
  unlearn: 'Unlearn',
  recover: 'Recover',
  prune: 'Prune',
} as const satisfies Record<Stage, string>;

/** What a stage does, while it waits, while it runs, and when it is over. */
export const STAGE_CAPTIONS = {
  unlearn: {
    waiting: 'First we will make the network forget what it knows, on purpose.',
    running: 'We make it forget on purpose; the secret survives.',
    done: 'It has forgotten its classes. What it still answers is the secret.',
    failed: 'The forgetting ran away and was stopped.',
    skipped: 'Forgetting was cut short.',
  },
  recover: {
    waiting: 'Then each filter gets a mask, and only the masks may learn.',
    running: 'Filters that help to remember are kept; the masks slide apart.',
    done: 'Masks that stayed low belong to filters that did not help to remember.',
    failed: 'Recovering stopped before its end.',
    skipped: 'Recovering was cut short.',
  },
  prune: {
    waiting: 'Last, the filters left behind are cut out of the original network.',
    running: 'The filters left behind are cut, one after another.',
    done: 'Drag the cut to see what each filter is worth.',
    failed: 'Cutting stopped before its end.',
    skipped: 'Cutting was cut short.',
  },
} as const satisfies Record<Stage, Record<StageState, string>>;

/** What stands in a stage's place where masks of another run were opened. */
export const GIVEN_CAPTIONS = {
  unlearn: (file: string): string => `Nothing is forgotten in this run: its masks come from ${file}.`,
  recover: (file: string): string => `Nothing is learned in this run: these are the masks of ${file}.`,
} as const;
export const GIVEN_STATE = 'from a file';
export const GIVEN_EMPTY = 'Remove the masks on Start to let this network forget and recover by itself.';

export const STAGE_STATES = {
  waiting: 'waiting',
  running: 'running',
  done: 'done',
  failed: 'failed',
  skipped: 'skipped',
} as const satisfies Record<StageState, string>;

export const RUN_TEXT = {
  heading: 'Run',
  setUp: 'What will run',
  network: 'Network',
  noNetwork: 'No network loaded yet.',
  data: 'Data',
  trigger: 'Trigger',
  recipe: 'Recipe',
  remove: 'Remove the backdoor',
  again: 'Run again',
  here: 'Run it here',
  running: 'Running',
  local: 'Nothing leaves this computer.',
  noData: 'No images loaded yet.',
  noTest: 'No test images: only what a defender knows can be measured.',
  noTrigger: 'No trigger: attack success stays unknown.',
  triggerAlt: 'A picture that carries the trigger',
  revealed: 'Revealed by the network',
  revealedAgain: 'The label still stood out, so the cut network was asked again: ',
  revealedAlt: 'The revealed change, its contrast raised; grey is no change',
  stages: 'Stages',
  recorded: 'recorded',
  recordedHint: 'This run was recorded earlier.',
  recordedNoCut: 'A recorded run knows the cuts it has measured; run it here to try any other.',
  follow: 'Back to the newest step',
} as const;

/** "on wasm, 2 threads" style lines, with the time of an earlier run where one was measured. */
export const deviceLine = (name: string, aboutSeconds: string | null): string =>
  aboutSeconds === null ? `Runs on ${name}.` : `Runs on ${name}, about ${aboutSeconds}.`;

export const networkLine = (filters: string, parameters: string): string =>
  `${filters} filters, ${parameters} parameters`;

/** How many images the defender draws, out of how many, and how many test images there are. */
export const defenseLine = (drawn: string, pool: string, test: string | null): string => {
  const defense = drawn === pool ? `${drawn} defense images` : `${drawn} of ${pool} defense images`;
  return test === null ? defense : `${defense}, ${test} test images`;
};

export const classesLine = (count: number, normalisation: string): string =>
  `${count} classes, pixels as ${normalisation}`;

export const TRIGGER_KINDS = {
  blend: 'faint noise over the whole picture',
  sinusoid: 'faint stripes over the whole picture',
  add: 'a pattern added to the whole picture',
  multiply: 'a mask multiplied with the whole picture',
  warp: 'the whole picture bent',
  style: 'the whole picture in a sunset’s light',
  generator: 'a change that a network makes of each picture',
  images: 'ready poisoned pictures',
} as const;

/** What the revealed trigger does before the cut and, once known, after it. */
export const revealedLine = (target: string, before: string, after: string | null): string =>
  `added to any picture: ${before} become ${target}${after === null ? '' : `, after the cut ${after}`}`;
export const triggerLine = (what: string, target: string): string => `${what} → ${target}`;
export const allToAllLine = (what: string): string => `${what} → each class into the next`;
export const sourceLine = (what: string, source: string, target: string): string =>
  `${what}, on ${source} only → ${target}`;
export const patchSize = (size: number, pattern: string): string => `${size} × ${size} ${pattern}`;
export const imageSize = (width: number, height: number): string => `own picture, ${width} × ${height}`;

/** State of a stage on the rail: "running 12/20", "running 12". */
export const stageProgress = (state: StageState, done: number, total: number | null): string => {
  if (state !== 'running') return STAGE_STATES[state];
  return total === null ? `${STAGE_STATES.running} ${done}` : `${STAGE_STATES.running} ${done}/${total}`;
};
export const timeLeft = (duration: string): string => `${duration} left`;

/** Spoken by the live region. */
export const SPOKEN = {
  stage: (stage: Stage): string => `${STAGE_NAMES[stage]} began.`,
  percent: (stage: Stage, percent: number): string => `${STAGE_NAMES[stage]}, ${percent} %.`,
  finished: 'The run is finished.',
  cancelled: 'The run was cancelled.',
  failed: 'The run failed.',
  paused: 'Paused.',
  recorded: 'Showing a recorded run.',
} as const;

export const UNLEARN_TEXT = {
  title: 'Forgetting, step by step',
  xLabel: 'step',
  left: 'loss (nats)',
  right: 'accuracy (fraction)',
  stop: 'stop',
  nextStop: 'next run stops at',
  stopLevel: 'Accuracy at which the next run stops unlearning',
  stopHere: 'Stop here',
  summary: 'Loss rises and accuracy on the defense images falls with each step; attack success stays up.',
  empty: 'Loss and accuracy will be drawn here, step by step.',
  labelTitle: 'What the unlearned network answers',
  labelSummary: (label: string, share: string): string =>
    `The unlearned network calls ${share} of the defense images “${label}”: the label the attacker most likely wanted.`,
  labelUnclear: (label: string, share: string): string =>
    `The unlearned network calls ${share} of the defense images “${label}”: that alone says little.`,
  marginTitle: 'How far each label can be driven',
  marginSummary: (label: string, lead: string): string =>
    `Pictures changed without limit drive the unlearned network ${lead} times further towards “${label}” than towards any other class: the label the attacker most likely wanted.`,
  marginUnclear: (label: string, lead: string): string =>
    `“${label}” can be driven furthest, but only ${lead} times as far as the next class: that says little.`,
  labelWaiting:
    'After this stage: what the network still answers, and with it a guess at the attacker’s label.',
} as const;

export const accuracyReading = (name: string, value: string, stop: string | null): string =>
  stop === null ? `${name} ${value}` : `${name} ${value}, stops at ${stop}`;

/** What the stop rule looks at, in the words of the reading. */
export const WATCHED_ACCURACY = { trainAccuracy: 'training accuracy', defenseAccuracy: 'accuracy' } as const;

export const STOP_REASONS = {
  'level-reached': 'Stopped: the accuracy reached the level.',
  'chance-reached': 'Stopped: the network answers no better than chance.',
  limit: 'Stopped at the longest allowed; the level was not reached.',
  diverged: 'Stopped: the loss ran away.',
  skipped: 'Stopped by hand.',
} as const;

export const RECOVER_TEXT = {
  title: 'All masks, from 0 to 1',
  byLayerTitle: 'Masks of one layer',
  summary:
    'Each filter has one mask. Masks near 1 belong to filters that help to remember; low masks are suspects.',
  stripsTitle: 'Masks by layer',
  stripsSummary: 'One row per layer, one cell per filter. Colour and height show the mask value.',
  curveTitle: 'Remembering, step by step',
  curveSummary: 'Loss falls and accuracy rises again while the masks learn.',
  empty: 'The masks of all filters will be drawn here as they slide apart.',
  overall: 'overall',
  view: 'Histogram',
  cutHere: 'Cut below this',
} as const;

export const belowReading = (below: string, all: string, threshold: string): string =>
  `${below} of ${all} filters below ${threshold}`;
export const atStep = (step: number): string => `step ${step}`;

export const PRUNE_TEXT = {
  title: 'What each cut costs and buys',
  summary: (images: string): string =>
    `Clean accuracy and attack success of the original network with more and more filters cut, on up to ${images} test images a point.`,
  summaryByMask:
    'The same when filters are cut from the lowest mask up. The run’s own cut has another order: choose the number of filters to see it.',
  empty: 'Clean accuracy and attack success against the number of cut filters will be drawn here.',
  list: 'Cut filters',
  listEmpty: 'Nothing is cut.',
  listWaiting: 'The filters that are cut will be listed here, in order.',
  more: 'Cut one more',
  less: 'Cut one less',
  undo: 'Undo',
  backToChosen: 'Back to the run’s own cut',
  restore: 'restore',
  cut: 'cut',
  vetoed: 'spared',
  site: 'layer',
  filter: 'filter',
  mask: 'mask',
  measuring: 'measuring',
  open: 'look inside',
  showAll: 'Show all',
  next: 'Next in order',
} as const;

/** "cut 38: clean 0.918 (-0.7), attack 0.012" and its forms where a number is unknown or hidden. */
export const cutReading = (cut: string, parts: readonly string[]): string =>
  `cut ${cut}: ${parts.join(', ')}`;
export const cleanPart = (value: string, points: string): string => `clean ${value} (${points})`;
export const attackPart = (value: string): string => `attack ${value}`;
export const defensePart = (value: string, points: string): string => `defense ${value} (${points})`;
export const walkReading = (cut: string, spared: string): string => `cut ${cut}, spared ${spared}`;
export const filterName = (site: string, channel: number): string => `${site}, filter ${channel}`;
export const listNote = (shown: string, all: string): string => `${shown} of ${all} shown.`;

export const RULE_NAMES = {
  carriers: 'filters that carry the revealed trigger, spared where clean images need them',
  veto: 'walk the order, spare what costs clean images',
  defender: 'largest cut inside the accuracy budget',
  threshold: 'all masks up to a threshold',
  count: 'a number of filters',
  fraction: 'a share of all filters',
  oracle: 'oracle: lowest attack success inside the budget',
} as const;
export const chosenBy = (rule: string): string => `Chosen by the rule: ${rule}.`;

export const MAPS_TEXT = {
  title: 'What one picture looks like inside',
  summary:
    'Channel mean of one layer, for one picture without and with the trigger, in the four networks of a run; one colour scale.',
  empty: 'What the network sees in one picture, without and with the trigger, will be drawn here.',
  layer: 'Layer',
  image: 'Picture',
  previous: 'Previous picture',
  next: 'Next picture',
} as const;

export const RESULT_TEXT = {
  heading: 'Result',
  empty: 'Before and after will stand here, in numbers.',
  cleanAccuracy: 'clean accuracy',
  attackSuccess: 'attack success',
  targetClass: 'accuracy on the target class',
  defenseAccuracy: 'accuracy on defense images',
  filters: 'filters cut',
  time: 'time',
  before: 'before',
  after: 'after',
  arrow: 'to',
  oracle: 'needs the attacker’s trigger or test data',
  unknown: 'unknown',
  tried: 'A cut you are trying; off the lines of the sweep it is measured on few images.',
  limits: 'Measured with this one trigger. It is not a proof that nothing else is hidden.',
  doubts: (titles: readonly string[]): string => `This run doubts itself: ${titles.join('; ')}.`,
  targetFell: (points: string): string =>
    `The target class pays most: its own accuracy changed by ${points} points.`,
} as const;

export const OUTCOME_CARDS = {
  'not-removed': {
    title: 'Backdoor not removed',
    measured: (attack: string): string => `Attack success is still ${attack} after the cut.`,
    reasonsTitle: 'Three known reasons',
    reasons: [
      'The trigger is wide or faint, so that its filters also serve clean pictures and were spared.',
      'Unlearning stopped too early or too late, so that the masks do not tell the filters apart.',
      'There are too few defense images, so that the veto or the budget ended the cut early.',
    ],
    next: 'Try next: in stage 3 cut more and watch attack success, let the rule walk further through the order, or take more defense images.',
  },
  'no-backdoor': {
    title: 'No backdoor found',
    measured: (attack: string | null): string =>
      attack === null
        ? 'Nothing separates: this is what a clean network looks like.'
        : `Attack success was ${attack} before any cut: there was nothing to remove.`,
    reasonsTitle: 'What to make of it',
    reasons: [
      'A cut of a clean network only costs accuracy; better keep the original.',
      'A backdoor with another trigger would not show in these numbers.',
    ],
    next: 'Compare with the control, a network that was taught nothing secret: see whether its masks look the same.',
  },
  costly: {
    title: 'The cut costs too much',
    measured: (points: string): string => `The attack fails, but accuracy changed by ${points} points.`,
    reasonsTitle: 'Known reasons',
    reasons: [
      'The ascent overshot, so that many masks fell to 0 together.',
      'Small networks share filters between the secret and the classes.',
    ],
    next: 'Try next: cut fewer in stage 3, or stop unlearning at a higher accuracy.',
  },
  doubtful: {
    title: 'The masks are not to be trusted',
    measured: 'The run itself has doubts, and nothing shown here measures the attack.',
    reasonsTitle: 'Doubts of this run',
    reasons: [],
    next: 'Try next: more defense images, or a gentler ascent.',
  },
} as const;

export const CONTROL_TEXT = {
  run: 'Run the same recipe on the control',
  isControl: 'This run is the control: its masks are what no backdoor looks like.',
} as const;

export const DOUBTS_HEADING = 'Doubts of this run';

export const FAILED_TEXT = {
  title: 'Run failed',
  kept: 'What was measured up to here is kept and drawn.',
  lastGood: 'last good step',
  gentler: (rate: string): string => `Run again with learning rate ${rate}`,
  smaller: (gain: string): string => `Run again with steps of ${gain} nats`,
  resume: 'Go on from the last snapshot',
} as const;

export const CANCELLED_TEXT = {
  nothing: 'It ended before the first step: nothing was measured.',
  title: 'Run cancelled',
  kept: 'What was measured up to here is kept. Go on from the last snapshot, run again, or discard it.',
  discard: 'Discard this run',
} as const;
