/** Every visible string of the trigger editor. */
import type { LabelRuleName } from '../features/trigger/labelRules';
import type { EditorKind, Variant } from '../features/trigger/triggerKinds';

export const TRIGGER_TEXT = {
  title: 'Trigger',
  kind: 'Kind',
  target: 'Turns pictures into',
  rule: 'Works on',
  source: 'Pictures of',
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
  unpaired: 'None of the poisoned pictures was made of this one: there is nothing to compare.',
  moved: (row: number, column: number, width: number, height: number): string =>
    `Moved to row ${row}, column ${column}: the images are ${width} × ${height} now.`,
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
  add: 'own pattern, added',
  multiply: 'own mask, multiplied',
  warp: 'smooth warp (WaNet)',
  style: 'sunset light (stands in for DFST)',
  generator: 'made by a network that came with the classifier',
  images: 'the poisoned test images',
} as const satisfies Record<EditorKind, string>;

export const LABEL_RULE_NAMES = {
  'all-to-one': 'all pictures, one class for all',
  'all-to-all': 'all pictures, each class becomes the next',
  source: 'pictures of one class only',
} as const satisfies Record<LabelRuleName, string>;

/** What a trigger does otherwise than its kind says. */
export const VARIANT_NAMES = {
  four: 'The patch stands in all four corners.',
  'four-inset': 'The patch stands in all four corners, one pixel further in at the top and on the left.',
  redrawn: 'The pattern is drawn anew for every picture, as in the authors’ code.',
  overlay: 'The stripes are laid over the picture instead of added, as in the authors’ code.',
  wrap: 'Values beyond white begin again at black, as in the authors’ code.',
} as const satisfies Record<Variant, string>;
