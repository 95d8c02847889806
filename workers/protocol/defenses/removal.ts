/** Options of the defenses that lean on RNP's unlearning or on a search for triggers (spec 3.7): by whose constants, and what is repaired. */
import { NEURAL_CLEANSE_OPTIONS } from '../detection/neuralCleanse';
import { choice, real } from '../option';

const SETS = {
  adaptive: 'adaptive',
  paper: 'of the paper',
  'reference-code': 'of its reference code',
} as const;

/** By which constants RNP works inside a defense: the paper's wherever not the adaptive ones. */
export const RNP_CONSTANTS = choice(
  'Constants of RNP',
  'By which of RNP’s own constants, batch size included, its stages run inside this defense.',
  ['adaptive', 'paper', 'paper'],
  SETS,
);

/** How triggers are searched. */
export const SEARCH_OPTIONS = {
  search: choice(
    'Constants of the search',
    'By which of Neural Cleanse’s own constants a trigger is searched for each class.',
    ['adaptive', 'paper', 'reference-code'],
    SETS,
  ),
  searchRounds: { ...NEURAL_CLEANSE_OPTIONS.rounds, label: 'Rounds of the search' },
} as const;

/** Which network is repaired. */
export const REPAIRED_NETWORK = choice(
  'Repairs',
  'Which network the backdoor is taken out of. The paper says the unlearned one in one place and the backdoored one in another; its accuracies can only be the latter’s.',
  'original',
  { original: 'the network as it came', unlearned: 'its unlearned copy' },
);

/** In which network the trigger itself is searched, once the unlearned copy has given its class away. */
export const TRIGGER_SOURCE = choice(
  'Trigger of',
  'Where the trigger of the class that stands out is taken from. The unlearned copy says everything is of that class, so that its mask is next to nothing; in the original the trigger is searched anew, for that class alone.',
  ['original', 'unlearned', 'unlearned'],
  { original: 'the network as it came', unlearned: 'its unlearned copy' },
);

/** How many images carry the trigger that was found. */
export const STAMPED_SHARE = real(
  'Stamped share',
  'Of the defense images, how many carry the found trigger under their own label, so that the network learns that it means nothing.',
  [0.5, 0.2, 0.2],
  { min: 0.01, max: 1, step: 0.05 },
);
