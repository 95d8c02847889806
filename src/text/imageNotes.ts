/** Sentences on what was done to images when they were read. */
import type { ImageNote, ImageSetSummary } from '../../workers/protocol';
import { counted } from './faultWords';

type Words = (params: ImageNote['params']) => string;

const NOTES: Readonly<Record<string, Words>> = {
  'split-taken': (p) =>
    `Only the ${p['split'] === 'test' ? 'test' : 'training'} part of the files was taken.`,
  'values-scaled': () => 'Numbers from 0 to 1 became grey levels from 0 to 255.',
  'values-rounded': () => 'Numbers were rounded to whole grey levels.',
  'layout-nchw': () => 'The array holds channels before rows and columns.',
  'grey-to-rgb': () => 'Grey pictures were repeated in three colours, which the network expects.',
  'rgb-to-grey': () => 'Coloured pictures became grey, as the network expects.',
  'opacity-dropped': () =>
    'Transparency was ignored, as training code does: clear pixels show the colour they hide.',
  'grey-cut-off': () =>
    'Grey levels of 16 bits became white above 255, as Pillow makes them RGB; save pictures with 8 bits if training did not do so.',
  'pictures-left-out': (p) =>
    `${counted(p['count'], 'picture')} could not be read, left out; the first is ${String(p['first'])}.`,
  'files-ignored': (p) => `Neither pictures nor labels: ${counted(p['count'], 'file')}.`,
  'label-given': (p) => `All pictures got the label ${String(p['label'])}, which was typed in.`,
  'labels-from-record': () =>
    'The classes and the labels the attacker wants come from the list in the network’s file.',
  'record-unmatched': (p) =>
    `${String(p['count'])} pictures, the first of them ${String(p['first'])}, are not in the list of the network’s file: it is left aside.`,
  'labels-from-table': (p) => `The labels come from ${String(p['table'])}.`,
};

/** What was done to one picture's size, e.g. "48 × 48". */
function sizeText([height, width]: readonly [number, number]): string {
  return `${String(width)} × ${String(height)}`;
}

/** Everything that was done to a set of images, a sentence each. */
export function imageNoteTexts({
  notes,
  resized,
}: Pick<ImageSetSummary, 'notes' | 'resized'>): readonly string[] {
  const from = resized === null ? '' : resized.from === 'various' ? 'various sizes' : sizeText(resized.from);
  const size = resized === null ? [] : [`Resized from ${from} to ${sizeText(resized.to)} pixels.`];
  return [...size, ...notes.flatMap(({ code, params }) => NOTES[code]?.(params) ?? [])];
}
