/** SIG (Barni et al. 2019), spec 2.5. */
import { real } from '../option';
import { cleanLabelRate, describeAttack } from './attack';

export const SIG = describeAttack({
  name: 'SIG',
  summary: 'Faint upright waves over images of the target class; no label is changed.',
  source: 'Barni et al. 2019; amplitude 40 and frequency 6 of BackdoorBench; rate of the RNP paper.',
  family: 'clean-label',
  labelRules: [],
  takesSign: true,
  options: {
    rate: cleanLabelRate(0.8),
    amplitude: real('Amplitude', 'Of the waves in training.', [40, 40, 20], {
      min: 1,
      max: 255,
      step: 5,
      unit: 'grey levels',
    }),
    testAmplitude: real(
      'Amplitude in the test',
      'The attacker may raise the waves when the backdoor is used; as in training by default.',
      [40, 40, 20],
      { min: 1, max: 255, step: 5, unit: 'grey levels' },
    ),
    frequency: real('Frequency', 'Waves across the picture.', 6, {
      min: 0.1,
      max: 16,
      step: 0.5,
      unit: 'waves',
    }),
  },
  sign: ({ testAmplitude, frequency }) => ({ kind: 'sinusoid', amplitude: testAmplitude, frequency }),
});
