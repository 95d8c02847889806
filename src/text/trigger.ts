/** Every visible string of the trigger editor. */
import type { EditorKind } from '../features/trigger/triggerKinds';

export const TRIGGER_TEXT = {
  title: 'Trigger',
  kind: 'Kind',
  target: 'Turns pictures into',
  size: 'Size',
  row: 'Row',
  column: 'Column',
  strength: 'Strength',
  seed: 'Pattern seed',
  amplitude: 'Amplitude',
  frequency: 'Waves across',
  pixels: 'pixels',
  levels: 'grey levels',
  picture: 'Choose a picture',
  otherPicture: 'Choose another picture',
  pictureHint: 'A PNG; larger pictures are scaled down to at most 64 pixels, transparency is kept.',
  clean: 'as it is',
  triggered: 'with the trigger',
  difference: (gain: number): string => `difference × ${gain}`,
  gain: 'Show the difference',
  times: (gain: number): string => `× ${gain}`,
  image: 'Picture',
  next: 'Next picture',
  previous: 'Previous picture',
  shown: (image: number, of: number): string => `${image} of ${of}`,
  noImages: 'Load images to see the trigger on them.',
  drawing: 'drawing',
  cleanAlt: 'A picture without the trigger',
  triggeredAlt: 'The same picture with the trigger',
  differenceAlt: 'What the trigger changes, made visible',
  none: 'Without a trigger the run works the same; only attack success cannot be measured.',
} as const;

export const KIND_NAMES = {
  none: 'none known',
  checkerboard: 'checkerboard patch',
  solid: 'white patch',
  blend: 'noise over the whole picture',
  sinusoid: 'stripes over the whole picture',
  image: 'own picture',
} as const satisfies Record<EditorKind, string>;
