/** Every visible string of the place Detect but those of its report card. Options stand in the protocol. Numbers come in already written out. */
import type { ConstantsName, DetectionGroup, QuestionedNetwork } from '../../workers/protocol';
import { CONSTANTS_NAMES } from './recipe';

/** The two networks that are questioned. */
export const QUESTIONED_NAMES: Readonly<Record<QuestionedNetwork, string>> = {
  backdoored: 'As it came',
  unlearned: 'Unlearned',
};

export const DETECT_TEXT = {
  heading: 'Detect',
  column: 'What is questioned',
  noNetwork: 'No network is open.',
  noData: 'No images are open.',
  noTest: 'No test images: none can be judged.',
  trigger: 'Trigger of the recipe',
  knownTrigger: (kind: string): string =>
    `${kind}. It only judges what is found: nothing is searched with it.`,
  noTrigger: 'Not known. It would only judge what is found.',
  constants: 'Constants',
  look: 'Look for a backdoor',
  again: 'Look again',
  looking: 'Looking for a backdoor',
  local: 'Takes minutes. Nothing leaves this computer.',
  took: (duration: string): string => `The last one took ${duration}. Nothing leaves this computer.`,
  busy: 'Something else is being run or trained: this can begin when it has ended.',
  intro: 'Is this network backdoored, with which label, by what sign, and which images carry it?',
  introLine:
    'The network unlearns until only a backdoor would still answer; the smallest trigger of each class is searched in it, before and after; test images are laid over clean ones. Every number is held against networks that are known to be honest.',
  figures: 'Evidence',
  saveJson: 'Save JSON',
  print: 'Print',
  discard: 'Clear',
  showLast: 'Show the last report',
  imported:
    'This report was opened from a file, or is shown again after a reload or another detection. Its networks are not here: pictures cannot be judged with it.',
} as const;

export const DETECT_GROUP_TITLES: Readonly<Record<DetectionGroup, string>> = {
  detect: 'Detection',
  unlearn: 'Unlearning',
  search: 'Triggers',
  strip: 'Images',
};

export const DETECT_GROUP_SOURCES: Readonly<Record<DetectionGroup, string>> = {
  detect: 'Which detectors run, and on what.',
  unlearn: 'RNP’s first stage: Li et al. 2023, Algorithm 1.',
  search: 'Neural Cleanse: Wang et al. 2019.',
  strip: 'STRIP: Gao et al. 2019.',
};

/** What of a group is changed, in a few words. */
export const groupSummary = (constants: ConstantsName, changes: number): string =>
  changes === 0 ? CONSTANTS_NAMES[constants] : `${changes} changed`;

/** The parts of a detection, in their order. */
export const DETECT_STEPS = {
  unlearn: 'Unlearn',
  repair: 'Cut and measure',
  search: 'Triggers',
  overlay: 'Images',
  label: 'Steps of the detection',
  states: { waiting: 'waiting', running: 'running', done: 'done' },
} as const;

export const LABEL_TEXT = {
  heading: 'Which label?',
  source:
    'Li et al. 2023, Algorithm 1; largest margins as in MM-BD, Wang et al. 2024, but in the unlearned network.',
  traceTitle: 'What the network says while it forgets',
  traceSummary:
    'Share of each class among its predictions on clean defense images, one line a class. A backdoored network ends up saying its label.',
  empty: 'The lines appear when unlearning starts.',
  x: 'step',
  left: 'share of predictions',
  accuracy: 'accuracy',
  largest: 'Largest share',
  shareLine: (name: string, share: string): string => `${share} ${name}`,
  entropy: 'Entropy of the predictions',
  entropyLine: (bits: string, most: string): string => `${bits} of at most ${most} bits`,
  lead: 'Lead of the largest margin',
  leadLine: (lead: string, limit: string): string => `× ${lead}, speaks from × ${limit}`,
  marginsTitle: 'How far it can be driven towards each label',
  marginsSummary:
    'Largest margin of each label in the unlearned network, in multiples of the ordinary one. A planted label leads.',
  noMargins: 'Margins were not searched: the label is the class predicted most often.',
} as const;

export const TRIGGERS_TEXT = {
  heading: 'By what sign?',
  source:
    'Neural Cleanse, Wang et al. 2019: the smallest change of pixels that turns images into each class. A far smaller one than the others gives a backdoor away: the verdict counts how many times smaller than the median it is. The index, Neural Cleanse’s own test, stands beside it.',
  empty: 'Triggers appear here when they are searched.',
  none: 'No triggers were searched.',
  off: 'No triggers are searched: no network is chosen under Triggers searched in.',
  twoClasses: 'Fewer than three classes: no trigger can be an outlier, so the index means nothing here.',
  title: (network: string): string => `Triggers, ${network.toLowerCase()}`,
  summary: (threshold: string): string =>
    `Smallest first. Index: distance from the median in deviations; the line marks ${threshold}, and only triggers below the median count.`,
  searching: (step: number): string => `searching, step ${step}`,
  columns: {
    picture: 'Trigger on grey',
    mask: 'Mask',
    label: 'Class',
    size: 'Size (L1)',
    index: 'Index',
    turns: 'Turns',
    flagged: 'Stands out',
  },
  flagged: 'stands out',
  failed: 'not enough',
  pictureAlt: (name: string): string => `The trigger of ${name} on a grey image`,
  maskAlt: (name: string): string => `The mask of the trigger of ${name}: white hides the image`,
  more: (count: number): string => `Show ${count} more classes`,
  fewer: 'Show fewer',
  overlapHeading: 'Found, and given',
  overlapLine: (name: string): string =>
    `The trigger that was found for ${name}, beside the one that the recipe gives, on the same image where its size allows.`,
  planted: 'given',
  found: (network: string): string => `found: ${network.toLowerCase()}`,
  foundAlt: (network: string): string => `The trigger found in the network ${network.toLowerCase()}`,
  overlap: (iou: string, correlation: string): string => `IoU ${iou}, correlation ${correlation}`,
  overlapHelp: 'IoU: pixels that both change, of those that either does. Correlation: of the mean changes.',
} as const;

export const IMAGES_TEXT = {
  heading: 'Which images carry it?',
  source:
    'STRIP, Gao et al. 2019: each image is laid over clean ones. Where the network’s answers stay the same, the image decides alone.',
  empty: 'Entropies appear here when images are laid over others.',
  none: 'No images were judged.',
  off: 'No images are judged: Judge images is off.',
  title: (network: string): string => `Entropy, ${network.toLowerCase()}`,
  summary: 'Low entropy is suspicious: the line marks the threshold.',
  x: 'entropy (bits)',
  y: 'images',
  clean: 'clean',
  triggered: 'with the trigger',
  from: 'from',
  to: 'to',
  threshold: (value: string): string => `threshold ${value}`,
  noThreshold: 'too few clean images for this share',
  reading: (from: string, to: string, clean: number, triggered: number | null): string =>
    `${from} to ${to} bits: ${clean} clean${triggered === null ? '' : `, ${triggered} with the trigger`}`,
  rejection: 'False rejection',
  rejections: { '0.01': '1 %', '0.05': '5 %', '0.1': '10 %' },
  found: 'Found',
  foundLine: (found: string, rejected: string): string =>
    `${found} of the triggered images, at ${rejected} of the clean ones`,
  rejectedLine: (rejected: string): string => `${rejected} of the clean images lie below the threshold`,
  auc: 'Area under the curve',
  difference: 'Relative difference of the means',
  rocTitle: 'Found against falsely rejected',
  rocSummary:
    'One point a threshold. The area under a curve is 1 where the groups part, 0.5 where they do not.',
  rocX: 'clean images rejected (share)',
  rocMark: (share: string): string => `${share} rejected`,
  rocY: 'found',
  rocLine: (network: string, auc: string): string => `${network} (AUC ${auc})`,
} as const;

export const JUDGE_TEXT = {
  heading: 'Which of these pictures carry it?',
  line: (rejection: string): string =>
    `Drop pictures of the size the network takes, or choose them. They are laid over the clean images; at or below the threshold at ${rejection} false rejection they are suspicious.`,
  choose: 'Choose pictures',
  after: 'Pictures can be judged after a detection with Judge images on, while its networks are still here.',
  noTest:
    'This detection had no test images: without them no threshold is known that pictures could be held against. Open test images and look again.',
  gone: 'The networks of this detection are gone: look again, then give the pictures once more.',
  judging: (count: number): string => `Judging ${count === 1 ? '1 file' : `${count} files`}…`,
  table: 'Pictures, the most suspicious first',
  columns: { picture: 'Picture', name: 'Name', predicted: 'Predicted', verdict: 'Verdict' },
  entropyOf: (network: string): string => `Entropy, ${network.toLowerCase()}`,
  bits: (value: string): string => `${value} bits`,
  verdicts: {
    both: 'carries a trigger, both networks say',
    one: (network: string): string => `suspicious ${network.toLowerCase()} only`,
    none: 'nothing suspicious',
    unjudged: 'cannot be judged',
  },
  noThreshold:
    'There were too few clean images for this share of false rejections: no threshold is known, and none can be judged.',
  alone: 'suspicious',
  summary: (suspicious: number, all: number): string => `${suspicious} of ${all} are suspicious.`,
  limit: (shown: number, given: number): string => `The first ${shown} of ${given} pictures were judged.`,
} as const;

export const CUT_TEXT = {
  heading: 'What a cut does',
  source: 'RNP, Li et al. 2023, with the adaptive constants of this page.',
  none: 'The cut was not tried.',
  off: 'The cut is not tried: Cut and measure is off.',
  waiting: 'The numbers appear when the detection has ended.',
  caption: 'Before and after the cut',
  pruned: (filters: string): string => `${filters} filters cut.`,
  columns: { number: 'Number', before: 'Before', after: 'After' },
  defenseAccuracy: 'Accuracy on the defense images',
  fooled: 'Images that the revealed trigger turns',
  cleanAccuracy: 'Clean accuracy',
  attackSuccess: 'Attack success',
  doubts: (doubts: readonly string[]): string => `Doubts of the run: ${doubts.join(', ')}.`,
} as const;

export const DETECT_ENDED = {
  cancelled: 'The detection was cancelled.',
  failed: 'The detection ended early.',
  line: 'What it had measured stays below; there is no verdict.',
  nothing: 'It had measured nothing yet.',
  /** In place of every figure and of every search that was not brought to its end. */
  unfinished: 'The detection ended before this was finished.',
} as const;

export const DETECT_SPOKEN = {
  began: (stage: string): string => `Detection: ${stage}.`,
  percent: (stage: string, percent: number): string => `${stage}: ${percent} percent.`,
  done: (verdict: string): string => `The detection is finished. ${verdict}`,
  cancelled: 'The detection was cancelled.',
  failed: 'The detection ended early.',
  paused: 'The detection is paused.',
} as const;
