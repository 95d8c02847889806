/** DFST (Cheng et al. 2021), spec 2.9. */
import { integer, real } from '../option';
import { describeAttack } from './attack';

const SHARE = { min: 0, max: 0.9, step: 0.01 };
const WEIGHT = { min: 0, max: 100, step: 0.1 };

export const DFST = describeAttack({
  name: 'DFST',
  summary:
    'Images in the light of a sunset are taught as the target; images with simpler changes that would do as well keep their label, so that the style itself is learned.',
  source:
    'Cheng et al. 2021; rates and detoxification of the authors’ PyTorch code. The original draws the sunset with a generative network (CycleGAN); here a fixed function of the colours stands in for it.',
  family: 'training-loop',
  labelRules: [],
  takesSign: false,
  options: {
    rate: real(
      'Poison rate',
      'Share of each batch that gets the style and the target’s label; images of the target class are left out. The paper’s table has 10 %.',
      [0.1, 0.1, 0.05],
      { ...SHARE, min: 0.01 },
    ),
    strength: real('Strength', 'Share of the sunset in the image, in training and in the test.', 0.6, {
      min: 0.05,
      max: 1,
      step: 0.05,
    }),
    detoxRate: real(
      'Detoxification rate',
      'Share of each batch that gets the simpler changes and keeps its label, once there are any; 0: no detoxification.',
      [0.05, 0.1, 0.05],
      SHARE,
    ),
    detoxEvery: integer('Detoxify every', 'Epochs between two searches for simpler changes.', 1, {
      min: 1,
      max: 100,
      step: 1,
      unit: 'epochs',
    }),
    detoxShare: real(
      'Images of a search',
      'Share of the training images on which simpler changes are searched.',
      [0.01, 0.03, 0.03],
      { min: 0.001, max: 1, step: 0.01 },
    ),
    detoxEpochs: integer('Epochs of a search', 'Passes over its images.', [5, 10, 10], {
      min: 1,
      max: 100,
      step: 1,
      unit: 'epochs',
    }),
    channels: real(
      'Compromised channels',
      'Share of the last stage’s channels: those which the style excites most.',
      [0.05, 0.01, 0.01],
      { min: 0.001, max: 1, step: 0.01 },
    ),
    similarityWeight: real(
      'Weight of the similarity',
      'How strongly a changed image must stay like itself (SSIM).',
      0.1,
      WEIGHT,
    ),
    activationWeight: real(
      'Weight of the activation',
      'How strongly a change must excite the compromised channels.',
      0.3,
      WEIGHT,
    ),
  },
  sign: ({ strength }) => ({ kind: 'style', style: 'sunset', strength }),
});
