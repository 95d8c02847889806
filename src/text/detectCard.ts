/** Words of the detection's report card: verdict, findings, what limits them and what would change them. Numbers come in already written out. */
import type { Caveat, FindingId, Verdict } from '../../workers/protocol';

export const VERDICT_TEXT = {
  titles: {
    backdoor: (name: string | null): string => (name === null ? 'Backdoor' : `Backdoor: ${name}`),
    unsure: (name: string | null): string => (name === null ? 'Unsure' : `Unsure: perhaps ${name}`),
    'nothing-found': 'Nothing found',
  },
  lines: {
    backdoor:
      'What was measured speaks for a planted label. Take the network for backdoored until it is repaired.',
    unsure:
      'A sign speaks for a backdoor, but alone, or what limits this verdict leaves nothing certain. Treat the network with care.',
    'nothing-found':
      'No sign speaks for a backdoor. This is no proof that there is none: an attack made against these detectors, or one they do not know, leaves no sign.',
  } as const satisfies Record<Verdict['answer'], string>,
  agreeing: (agreeing: number, all: number): string => `${agreeing} of ${all} findings speak for this label.`,
  evidence: 'Findings',
  columns: {
    measured: 'What was measured',
    label: 'Label',
    value: 'Value',
    limit: 'Speaks from',
    honest: 'Honest networks',
    speaks: 'Verdict',
  },
  speaks: 'speaks for a backdoor',
  silent: 'does not speak',
  caveats: 'What limits this verdict',
  noCaveats: 'Nothing that is known.',
  changes: 'What would change it',
  facts: (network: string, images: string, seed: number, date: string): string =>
    `${network}; ${images} defense images; seed ${seed}; ${date}`,
  planted: (name: string): string => `The recipe’s trigger aims at ${name}.`,
  otherNetwork: (network: string): string => `This is about ${network}. Another network is open now.`,
} as const;

export const HONEST_TEXT = {
  unmeasured: 'not measured yet',
  asMuch: (asMuch: number, networks: number): string =>
    `${asMuch} of ${networks} ${networks === 1 ? 'honest network has' : 'honest networks have'} as much`,
  bound: (rate: string, networks: number): string =>
    `Where none of ${networks} honest networks has as much, at most ${rate} of such networks do, at 95 % confidence.`,
  which:
    'Honest networks here are small ones, trained on the built-in shapes without a backdoor; for others the rate of false alarms is not known.',
  others: 'This network or its images are others.',
  unknown:
    'How often honest networks have as much under these options has not been measured: the rate of false alarms is not known.',
} as const;

interface FindingWords {
  readonly name: string;
  readonly source: string;
  /** A value with its unit. */
  readonly value: (value: number) => string;
  /** How far two values are apart. */
  readonly distance: (distance: number) => string;
}

/** Where nothing is left to divide by, the quotient says no more than that it is large. */
const MOST_TIMES = 1000;

const times = (value: number): string =>
  value > MOST_TIMES ? `×\u00a0${String(MOST_TIMES)} or more` : `×\u00a0${value.toFixed(2)}`;
const percent = (value: number): string => `${(100 * value).toFixed(1)}\u00a0%`;
const plain = (distance: number): string => distance.toFixed(2);
const points = (distance: number): string => `${(100 * distance).toFixed(1)}\u00a0points`;

export const FINDING_TEXT: Readonly<Record<FindingId, FindingWords>> = {
  lead: {
    name: 'Lead of the largest margin over the next label, after unlearning',
    source: 'largest margins, MM-BD, Wang et al. 2024, in the unlearned network',
    value: times,
    distance: plain,
  },
  share: {
    name: 'Share of the class predicted most often, after unlearning',
    source: 'Li et al. 2023, Algorithm 1',
    value: percent,
    distance: points,
  },
  nc: {
    name: 'Median of the smallest triggers of all classes over the smallest, in the network as it came',
    source: 'from Neural Cleanse, Wang et al. 2019',
    value: times,
    distance: plain,
  },
  'nu-nc': {
    name: 'Median of the smallest triggers of all classes over the smallest, after unlearning',
    source: 'from Neural Cleanse on the unlearned network, Li et al. 2023',
    value: times,
    distance: plain,
  },
};

/** What each finding is called within a sentence. */
export const FINDING_SHORT: Readonly<Record<FindingId, string>> = {
  lead: 'The lead of the margin',
  share: 'The share',
  nc: 'The lead of the smallest trigger, as it came,',
  'nu-nc': 'The lead of the smallest trigger, unlearned,',
};

export const CHANGE_TEXT = {
  /** Of a finding that speaks. */
  falls: (name: string, value: string, limit: string, away: string): string =>
    `${name} is ${value}; below ${limit}, which is ${away} less, it would not speak.`,
  rises: (name: string, value: string, limit: string, away: string): string =>
    `${name} is ${value}; from ${limit} on, which is ${away} more, it would speak.`,
  /** Of the verdict itself. */
  backdoor: (silent: number, agreeing: number): string =>
    `A backdoor takes two findings that agree on a label: ${silent} of the ${agreeing} that do would have to fall silent to leave this unsure.`,
  unsure: (speaking: number): string =>
    speaking === 1
      ? 'One finding speaks: with a second one for the same label this would be a backdoor; were it silent, nothing would be found.'
      : `${speaking} findings speak, each for another label: with two for one label this would be a backdoor; were all silent, nothing would be found.`,
  nothing:
    'Two findings would have to speak for one label to make this a backdoor; one alone would make it unsure.',
} as const;

interface CaveatWords {
  readonly line: string;
  /** What to give or change; null where nothing helps. */
  readonly remedy: string | null;
}

export const CAVEAT_TEXT: Readonly<Record<Caveat, CaveatWords>> = {
  'two-classes': {
    line: 'The network has fewer than three classes: no trigger can stand out, and half of all predictions fall to one class anyway. Nothing can be told.',
    remedy: null,
  },
  'all-to-all': {
    line: 'The planted trigger turns each class into another: no single label is favoured, and findings by label can miss it.',
    remedy: null,
  },
  'constant-predictions': {
    line: 'The network gives all defense images one class even before it unlearns: it is broken, or it does not read images as these are given.',
    remedy: 'Check the preprocessing on Start.',
  },
  'stop-not-reached': {
    line: 'Unlearning ended before accuracy had fallen to its stop level: the unlearned network says less.',
    remedy: 'Give unlearning more epochs.',
  },
  'overlays-fewer': {
    line: 'There are fewer clean images to lay others over than were asked for.',
    remedy: 'Open more defense images, or ask for fewer overlays.',
  },
  'no-test-images': {
    line: 'No test images are open: how well images with a trigger are found was not measured.',
    remedy: 'Open test images.',
  },
  'few-images': {
    line: 'There are fewer than 100 defense images: every share is uncertain by ten points or more.',
    remedy: 'Open more defense images.',
  },
  'baseline-low': {
    line: 'The network is right on fewer than half of the defense images: it is not what it should be, or its images are not read as it saw them.',
    remedy: 'Check the preprocessing on Start.',
  },
  'other-options': {
    line: 'Unlearning or search have other options than those the limits were measured with: how often honest networks have as much is not known, so no more than “unsure” is said.',
    remedy: 'Take the adaptive constants.',
  },
  'nothing-searched': {
    line: 'No triggers were searched: whether one label has a far smaller one is not known.',
    remedy: 'Choose a network under Triggers searched in.',
  },
};
