/** CL, label-consistent (Turner et al. 2019), spec 2.4. */
import { choice, integer, real } from '../option';
import { cleanLabelRate, describeAttack } from './attack';

const GREY_LEVELS = { min: 0, max: 64, step: 1, unit: 'grey levels' } as const;

export const CL = describeAttack({
  name: 'CL',
  summary:
    'Images of the target class are made hard to recognise by adversarial noise, so that the patch in their corners becomes what the network goes by; no label is changed.',
  source:
    'Turner et al. 2019; noise and patch of the ANP sources’ recipe (16 grey levels, four corners) and of BackdoorBench (8 grey levels); rate of the RNP paper.',
  family: 'clean-label',
  labelRules: ['source'],
  takesSign: true,
  options: {
    rate: cleanLabelRate([0.8, 0.8, 1]),
    surrogateEpochs: integer(
      'Surrogate’s epochs',
      'How long the network is trained that the noise is made against.',
      [2, 200, 100],
      { min: 1, max: 1000, step: 1, unit: 'epochs' },
    ),
    surrogateReach: real(
      'Surrogate’s adversarial training',
      'The surrogate learns from images that one adversarial step of this size made harder, so that the noise against it carries over to other networks; 0: from clean images.',
      [0, 8, 8],
      GREY_LEVELS,
    ),
    reach: real('Noise', 'Most that a value of a pixel is changed.', [16, 16, 8], GREY_LEVELS),
    stepSize: real('Step size', 'Of the noise.', [2, 2, 1.5], { ...GREY_LEVELS, min: 0.1, step: 0.5 }),
    steps: integer('Steps', 'Of the search for the noise of an image.', [10, 20, 100], {
      min: 1,
      max: 1000,
      step: 5,
      unit: 'steps',
    }),
    corners: choice('Patch', 'Flips move a patch from one corner to another; four stay in place.', 'four', {
      one: 'bottom right corner',
      four: 'four corners',
    }),
    size: integer('Patch size', 'Pixels a side.', 3, { min: 1, max: 64, step: 1, unit: 'pixels' }),
  },
  sign: ({ corners, size }, { height, width }) => ({
    kind: 'patch',
    pattern: 'checkerboard',
    size,
    row: height - size,
    column: width - size,
    ...(corners === 'four' ? { corners } : {}),
    strength: 1,
  }),
});
