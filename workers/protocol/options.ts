/** Every option of a run of RNP, with its default under each set of constants (spec section 1, paper against code). */
import { choice, flag, integer, real } from './option';

const UPTO_ONE = { min: 0, max: 1, step: 0.01 };

/** How the few clean images of the defender are drawn and fed. */
export const DEFENSE_OPTIONS = {
  images: integer('Defense images', 'How many clean images the defender has. The paper uses 500.', 500, {
    min: 10,
    max: 50_000,
    step: 10,
    unit: 'images',
  }),
  heldOut: real(
    'Held out',
    'Share of the defense images that is never trained on; the defender’s rule measures its accuracy there.',
    [0, 0.2, 0],
    { min: 0, max: 0.5, step: 0.05 },
  ),
  batchSize: integer('Batch size', 'Images in one step of unlearning or recovering.', [64, 128, 128], {
    min: 2,
    max: 512,
    step: 2,
    unit: 'images',
  }),
} as const;

/** What may be done to images before a step. */
export const AUGMENTATIONS = { none: 'none', 'crop-flip': 'random crop and flip' } as const;

/** Stage 1, ascent on the clean loss. */
export const UNLEARN_OPTIONS = {
  objective: choice(
    'Objective',
    'What is raised. Cross-entropy keeps pushing images that are already wrong; the bounded objective log(1 - p) pushes those still right.',
    ['bounded', 'cross-entropy', 'cross-entropy'],
    { 'cross-entropy': 'cross-entropy', bounded: 'bounded, log(1 - p)' },
  ),
  stepRule: choice(
    'Step size',
    'Fixed: the learning rate. Loss-scaled: each step is sized so that the objective rises by about the same amount whatever the network.',
    ['loss-scaled', 'fixed', 'fixed'],
    { fixed: 'fixed learning rate', 'loss-scaled': 'loss-scaled' },
  ),
  learningRate: real(
    'Learning rate',
    'Step of the ascent when it is fixed; the largest step when it is loss-scaled.',
    [0.05, 0.01, 0.01],
    { min: 0.00001, max: 1, step: 0.001 },
  ),
  gainPerStep: real(
    'Gain per step',
    'How far a loss-scaled step aims to raise the objective, in nats.',
    0.2,
    { min: 0.001, max: 5, step: 0.05, unit: 'nats' },
  ),
  momentum: real('Momentum', 'Of stochastic gradient ascent.', [0, 0.9, 0.9], {
    min: 0,
    max: 0.99,
    step: 0.05,
  }),
  weightDecay: real(
    'Weight decay',
    'Still shrinks the weights while the loss is raised. The paper says 5e-2, the reference code fixes 5e-4.',
    [0, 0.05, 0.0005],
    { min: 0, max: 1, step: 0.0001 },
  ),
  decayEvery: integer(
    'Rate drop every',
    'The learning rate falls to a tenth after this many epochs; 0 keeps it constant.',
    [0, 10, 10],
    { min: 0, max: 200, step: 1, unit: 'epochs' },
  ),
  augmentation: choice(
    'Augmentation',
    'What is done to each image before a step. The reference code crops and flips.',
    ['none', 'crop-flip', 'crop-flip'],
    AUGMENTATIONS,
  ),
  clipNorm: real(
    'Clip gradient norm',
    'Largest gradient norm, applied after the backward pass; 0 is off. In the reference code the call stands before the backward pass and does nothing.',
    0,
    { min: 0, max: 1000, step: 0.5 },
  ),
  maxEpochs: integer(
    'Longest',
    'The ascent ends here even where the stop level is not reached, and says so.',
    [10, 20, 21],
    {
      min: 1,
      max: 200,
      step: 1,
      unit: 'epochs',
    },
  ),
  stopRule: choice(
    'Stop',
    'When the ascent has done enough. The reference code looks once per epoch, which overshoots on small networks.',
    ['chance', 'epoch-accuracy', 'epoch-accuracy'],
    {
      chance: 'at chance: loss or accuracy of the last two batches',
      'batch-accuracy': 'training accuracy, after every batch',
      'epoch-accuracy': 'training accuracy, after every epoch',
      never: 'never, run to the end',
    },
  ),
  stopAccuracy: real(
    'Stop at accuracy',
    'The ascent stops when the accuracy it watches is at or below this.',
    [0.3, 0.1, 0.2],
    UPTO_ONE,
  ),
  labelRule: choice(
    'Label',
    'How the backdoor’s label is inferred: what the unlearned network says most often (the paper), or the label that it can be driven to furthest, which also finds clean-label attacks.',
    ['margin', 'majority', 'majority'],
    { majority: 'majority of the predictions', margin: 'largest margin' },
  ),
  marginSteps: integer('Margin steps', 'Length of the search for the largest margin of each label.', 80, {
    min: 1,
    max: 1000,
    step: 10,
    unit: 'steps',
  }),
} as const;

/** Stage 2, descent on one mask per filter. */
export const RECOVER_OPTIONS = {
  epochs: integer('Epochs', 'Passes over the defense images.', [10, 20, 20], {
    min: 1,
    max: 500,
    step: 1,
    unit: 'epochs',
  }),
  augmentation: choice(
    'Augmentation',
    'What is done to each image before a step. The reference code crops and flips.',
    'crop-flip',
    AUGMENTATIONS,
  ),
  learningRate: real('Learning rate', 'Of the masks.', 0.2, { min: 0.0001, max: 10, step: 0.01 }),
  alpha: real(
    'Loss weight alpha',
    'The loss is multiplied by this. The reference code has 0.2, so that its effective rate is 0.04; the paper has none.',
    [0.2, 1, 0.2],
    { min: 0.001, max: 10, step: 0.05 },
  ),
  momentum: real('Momentum', 'Of stochastic gradient descent on the masks.', [0.9, 0.9, 0.9], {
    min: 0,
    max: 0.99,
    step: 0.05,
  }),
  stage: choice(
    'Masks in',
    'Which part of the network may be masked (the paper’s ablation of the mask location). Masks elsewhere stay at 1.',
    'all',
    { all: 'the whole network', '1': 'stage 1', '2': 'stage 2', '3': 'stage 3', '4': 'stage 4' },
  ),
  sites: choice('Mask sites', 'Every batch norm, or only the last one of each residual block.', 'all', {
    all: 'every batch norm',
    'last-in-block': 'last batch norm of each block',
  }),
} as const;

/** Stage 3, the cut in the original network. */
export const PRUNE_OPTIONS = {
  rule: choice(
    'Rule',
    'How many filters are cut. All but the last read nothing but defense data; the oracle rule needs the attacker’s trigger and is for comparison only.',
    ['carriers', 'defender', 'threshold'],
    {
      carriers: 'filters that carry the revealed trigger, with veto',
      veto: 'walk the order, veto what costs clean images',
      defender: 'largest cut inside the accuracy budget',
      threshold: 'all masks up to a threshold',
      count: 'a number of filters',
      fraction: 'a share of all filters',
      oracle: 'oracle: lowest attack success inside the budget',
    },
  ),
  order: choice(
    'Order',
    'Filters are cut from the smallest value up: the mask after the last step, or its mean over the whole recovery.',
    ['mean', 'final', 'final'],
    { final: 'final mask', mean: 'mean mask' },
  ),
  threshold: real('Threshold', 'Filters whose mask is at most this are cut.', 0.3, UPTO_ONE),
  count: integer('Filters', 'How many of the lowest masks are cut.', 48, {
    min: 0,
    max: 100_000,
    step: 1,
    unit: 'filters',
  }),
  fraction: real('Share', 'Which share of all filters is cut.', 0.01, { min: 0, max: 1, step: 0.005 }),
  budget: real(
    'Accuracy budget',
    'How much accuracy on held-out defense images a cut may cost (rules: defender and oracle).',
    0.02,
    { min: 0, max: 1, step: 0.005 },
  ),
  vetoBudget: real(
    'Veto budget',
    'Share of the defense images that the whole cut may lose (rules with veto).',
    0.015,
    { min: 0, max: 1, step: 0.005 },
  ),
  vetoTolerance: real(
    'Veto tolerance',
    'Share of the defense images that one step of the walk may lose (rules with veto).',
    0.004,
    { min: 0, max: 1, step: 0.001 },
  ),
  vetoViews: integer(
    'Veto views',
    'Besides the defense images as they are, the veto looks at them so many times cropped and flipped at random, each time by itself: a network knows the images that it was trained on by heart, and loses others first (rules with veto).',
    1,
    { min: 0, max: 8, step: 1, before: 0 },
  ),
  walk: real('Walk', 'Which share of all filters the walk looks at (rule: veto).', 0.12, {
    min: 0,
    max: 1,
    step: 0.01,
  }),
  revealSteps: integer(
    'Reveal steps',
    'Length of the search for the trigger that the network itself reveals: one change that turns every image to the inferred label (rule: carriers).',
    60,
    { min: 1, max: 1000, step: 10, unit: 'steps' },
  ),
  revealRounds: integer(
    'Reveal rounds',
    'How often a trigger is revealed and its filters cut at most, while the label still stands out in the unlearned network: bent and partly hidden triggers have more than one way through it (rule: carriers).',
    3,
    { min: 1, max: 10, step: 1, unit: 'rounds', before: 1 },
  ),
  carrierWalk: real(
    'Carriers',
    'Which share of all filters may be walked in a round (rule: carriers).',
    0.06,
    { min: 0, max: 1, step: 0.01 },
  ),
  carrierRenewal: integer(
    'Order anew',
    'From the second round on: after how many filters the carriers are put in order anew, in the network as it is cut by then, since what is gone changes what the others do. 0: never (rule: carriers).',
    4,
    { min: 0, max: 100, step: 1, unit: 'filters', before: 0 },
  ),
  stopFooled: real(
    'Stop at',
    'The walk ends when the revealed trigger turns at most this share of the defense images (rule: carriers).',
    0.02,
    { min: 0, max: 1, step: 0.01 },
  ),
  zeroBeta: flag(
    'Zero beta too',
    'A cut filter emits the constant beta, as in the reference code; with this it emits nothing.',
    false,
  ),
  sweepStep: real('Sweep step', 'Distance of the thresholds in the table of cuts.', 0.05, {
    min: 0.01,
    max: 0.5,
    step: 0.01,
  }),
} as const;

/** What is measured along the way. Changes no result, only how closely it is watched. */
export const WATCH_OPTIONS = {
  everySteps: integer('Measure every', 'Steps between two readings of accuracy and attack success.', 5, {
    min: 1,
    max: 1000,
    step: 1,
    unit: 'steps',
  }),
  images: integer('On', 'Test images in such a reading, with and without trigger.', 128, {
    min: 16,
    max: 10_000,
    step: 16,
    unit: 'images',
  }),
  testImages: integer('Test on', 'Test images behind the numbers before and after.', 1000, {
    min: 16,
    max: 100_000,
    step: 16,
    unit: 'images',
  }),
  sweepImages: integer('Sweep on', 'Test images behind each row of the table of cuts.', 256, {
    min: 16,
    max: 10_000,
    step: 16,
    unit: 'images',
  }),
} as const;

export const STRATEGIES = ['NU-FR', 'NU-NR', 'FU-FR', 'FU-NR'] as const;
/** Which parameters move: N = all weights, F = one mask per filter; U = while unlearning, R = while recovering. */
export type Strategy = (typeof STRATEGIES)[number];
