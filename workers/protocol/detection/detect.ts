/** What a detection does: which detectors run, and on what. */
import { choice, flag, type GroupValues, integer } from '../option';
import { DEFENSE_OPTIONS } from '../options';

export const DETECT_OPTIONS = {
  images: DEFENSE_OPTIONS.images,
  counted: integer(
    'Images counted',
    'Defense images whose predictions are counted after each step of the ascent.',
    200,
    { min: 10, max: 10_000, step: 10, unit: 'images' },
  ),
  searched: choice(
    'Triggers searched in',
    'The networks in which Neural Cleanse looks for the smallest trigger of each class.',
    'both',
    {
      both: 'the network as it came, and unlearned',
      unlearned: 'the unlearned network',
      original: 'the network as it came',
      none: 'none',
    },
  ),
  strips: flag(
    'Judge images',
    'Lays test images over clean ones (STRIP): one that decides alone carries a trigger. Needs test images.',
    true,
  ),
  repairs: flag(
    'Cut and measure',
    'Runs the whole of RNP: what the cut costs, and whether the trigger that the network reveals still works after it.',
    true,
  ),
} as const;

export type DetectOptions = GroupValues<typeof DETECT_OPTIONS>;
