/** Why a trigger is refused, and what helps. */
import type { FaultParams, TriggerProblem } from '../../workers/protocol';
import { type FaultText, text } from './faultEntry';
import { word } from './faultWords';

interface ProblemText {
  readonly cause: string | ((params: FaultParams) => string);
  readonly remedy?: string;
}

const EDIT = 'Change its position, size or picture in the trigger editor.';
const AIM = 'Choose other classes in the trigger editor.';
const RATE = 'Choose another poisoning rate, or more training images.';

const PROBLEMS: Readonly<Record<TriggerProblem, ProblemText>> = {
  missing: { cause: 'This attack needs a trigger, and the recipe names none.', remedy: 'Choose a trigger.' },
  kind: { cause: 'Its kind is not known.' },
  size: { cause: 'Its size is no whole number of pixels above 0.' },
  strength: { cause: 'Its strength lies outside 0 to 1 (0 to 4 for a warp).' },
  seed: { cause: 'Its pattern seed is no whole number.' },
  amplitude: { cause: 'Its amplitude lies outside 0 to 255 grey levels.' },
  grid: { cause: 'Its grid has fewer than 2 or more than 16 control points a side.' },
  rescale: { cause: 'Its grid is stretched by less than 0.5 or more than 2.' },
  'picture-size': { cause: 'Its picture has no size.' },
  'picture-damaged': { cause: 'Its picture is damaged: there are not as many pixels as its size says.' },
  'field-damaged': {
    cause: 'Its pattern is damaged: there are not as many finite numbers as its size says.',
  },
  'generator-missing': {
    cause: 'It is made by a network that comes with the classifier, and the open network brought none.',
    remedy: 'Open the file that the attack lab saved of this network, or choose another trigger.',
  },
  'outside-image': { cause: 'Part of it lies outside the image.' },
  frequency: { cause: 'Its waves are too many for the width of the image: at most one for two pixels.' },
  'field-size': { cause: 'Its pattern has another size than the images.' },
  channels: {
    cause: 'The images have another number of channels: a picture needs one or three, a style three.',
    remedy: 'Choose another kind of trigger, or other images.',
  },
  'source-absent': {
    cause: (p) =>
      `It works on pictures of class ${word(p, 'source')}; there are ${word(p, 'classes')} classes, counted from 0.`,
    remedy: AIM,
  },
  'source-is-target': {
    cause: 'It works on pictures of one class and turns them into the same class.',
    remedy: AIM,
  },
  empty: {
    cause: 'It changes nothing: nothing is painted, or its strength is 0.',
    remedy: 'Paint something, or make it stronger.',
  },
  'target-class-absent': {
    cause: (p) => `None of the training images is of the target class ${word(p, 'class')}.`,
    remedy: AIM,
  },
  'source-class-absent': {
    cause: (p) => `None of the training images is of the class ${word(p, 'class')}, on which it works.`,
    remedy: AIM,
  },
  'only-target-class': {
    cause: 'All training images are of the target class: there is nothing to turn into it.',
    remedy: AIM,
  },
  'class-emptied': {
    cause: (p) => `Of the class ${word(p, 'class')} no clean image would be left in training.`,
    remedy: 'Choose a lower poisoning rate, another class, or more training images.',
  },
  'poisons-nothing': { cause: 'At this poisoning rate not a single image is poisoned.', remedy: RATE },
  'poisons-everything': {
    cause: 'At this poisoning rate every training image carries the trigger, and none is left clean.',
    remedy: RATE,
  },
  'covers-nothing': { cause: 'At this cover rate not a single image is a cover image.', remedy: RATE },
  'covers-too-many': {
    cause: 'Poisoned and cover images together are more than there are.',
    remedy: 'Choose a lower poisoning rate or cover rate.',
  },
  'clean-label-all-to-all': {
    cause: 'Poisoning without changed labels needs one target class, but each class has one of its own.',
    remedy: AIM,
  },
  'clean-label-cover': {
    cause: 'Cover images keep their label, and so do all images of this way of poisoning.',
    remedy: 'Choose a cover rate of 0.',
  },
  'image-too-large': {
    cause: (p) =>
      `It would be as large as the training images, and a trigger can be written down up to ${word(p, 'most')} × ${word(p, 'most')} pixels.`,
    remedy: 'Choose smaller training images, a trigger of your own, or another way to apply it.',
  },
  tiles: {
    cause: (p) =>
      `${word(p, 'tiles')} tiles do not divide images of ${word(p, 'width')} × ${word(p, 'height')} pixels evenly into as many rows as columns.`,
    remedy: 'Choose 4, 16 or 64 tiles, whose rows and columns divide the size of the images.',
  },
};

/** The words of `trigger-invalid`. */
export function triggerFault(params: FaultParams): FaultText {
  const known: Readonly<Record<string, ProblemText>> = PROBLEMS;
  const reason = word(params, 'reason');
  const { cause = `${reason}.`, remedy = EDIT } = known[reason] ?? {};
  return text(
    'This trigger cannot be applied',
    typeof cause === 'string' ? cause : cause(params),
    remedy,
    'open-recipe',
  );
}
