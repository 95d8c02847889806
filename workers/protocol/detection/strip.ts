/** Options of STRIP (Gao et al. 2019), spec 4.4: paper, the authors' notebook; reference code, BackdoorBench's port. */
import { choice, type GroupValues, integer, real } from '../option';

export const STRIP_OPTIONS = {
  overlays: integer(
    'Overlays',
    'Clean images that each image is mixed with, drawn anew for each.',
    [32, 100, 100],
    { min: 1, max: 1000, step: 1, unit: 'images' },
  ),
  mix: choice('Mixing', 'How two images become one.', ['sum', 'sum', 'normalised'], {
    sum: 'sum of both, as bright as it gets',
    saturated: 'sum of both, at most white',
    normalised: 'sum after normalising',
    mean: 'mean of both, which weakens a sign',
  }),
  falseRejection: real(
    'False rejection',
    'Share of clean images that the threshold may take for poisoned.',
    [0.05, 0.01, 0.1],
    { min: 0, max: 0.5, step: 0.01 },
  ),
  probes: integer(
    'Probes',
    'Clean images, and as many with the trigger where it is known.',
    [200, 2000, 2000],
    {
      min: 10,
      max: 10_000,
      step: 10,
      unit: 'images',
    },
  ),
} as const;

export type StripOptions = GroupValues<typeof STRIP_OPTIONS>;
