/** Every visible string of the place Attack. Numbers come in already written out. */

export const PAINT_TEXT = {
  tool: 'Tool',
  tools: { paint: 'Paint', erase: 'Erase', move: 'Move' },
  brush: 'Brush',
  brushes: { '1': '1 px', '2': '2 px', '3': '3 px' },
  colour: 'Colour',
  ownColour: 'Another colour',
  opacity: 'Opacity',
  undo: 'Undo',
  clear: 'Clear',
  pictureAlt: 'The picture with what is painted on it',
  empty: 'Nothing is painted yet. Draw on the picture, or choose a picture of your own.',
  noImages: 'The images are on their way: the board appears with them.',
  tooLarge: (most: number): string =>
    `A painted sign is at most ${most} × ${most} pixels: what went beyond was left out.`,
  hint: 'Arrow keys move the cursor, with shift by four pixels. Space paints, Delete takes away, Ctrl or ⌘ and Z undoes. With the tool Move, arrow keys move the sign.',
  board: (width: number, height: number): string => `Paint board, ${width} by ${height} pixels`,
  at: (row: number, column: number, what: string): string => `Row ${row}, column ${column}: ${what}.`,
  painted: 'painted',
  clearPixel: 'clear',
  sign: (width: number, height: number, row: number, column: number): string =>
    `${width} × ${height} pixels at row ${row}, column ${column}`,
} as const;

/** Names of the palette, for people who do not see it. */
export const COLOUR_NAMES = {
  '#ffffff': 'white',
  '#000000': 'black',
  '#808080': 'grey',
  '#ff0000': 'red',
  '#ff8c00': 'orange',
  '#ffe600': 'yellow',
  '#00b050': 'green',
  '#00c8ff': 'sky blue',
  '#0033ff': 'blue',
  '#a000ff': 'purple',
  '#ff00c8': 'pink',
  '#7a4a1e': 'brown',
} as const;

export const GALLERY_TEXT = {
  gain: 'Difference',
  gains: { '1': '× 1', '5': '× 5', '10': '× 10' },
  images: 'One trigger on many pictures',
  attacks: 'One picture under many attacks',
  clean: 'as it is',
  poisoned: 'with the trigger',
  difference: (gain: string): string => `difference × ${gain}`,
  legend: (gain: string): string =>
    `Each row: the picture as it is, with the trigger, and what the trigger changes, ${gain} times as strong.`,
  attacksLegend: (gain: string): string =>
    `Each column: the picture with the trigger, and below it what the trigger changes, ${gain} times as strong.`,
  cleanAlt: (number: number): string => `Picture ${number} as it is`,
  poisonedAlt: 'The same picture with the trigger',
  differenceAlt: 'What the trigger changes, made visible',
  attackAlt: (attack: string): string => `The picture under ${attack}`,
  more: 'Other pictures',
  noImages: 'Pictures appear here as soon as images are loaded.',
  misfit: 'does not fit these images',
  yours: 'yours',
  unpaired: 'needs a trained network',
} as const;

/** How an attack poisons, in the order they are listed. */
export const GROUP_TEXTS = {
  'dirty-label': 'Poisoned images with a wrong label',
  'clean-label': 'Poisoned images with their true label',
  'training-loop': 'Poisoned while training',
  weights: 'Poisoned weights',
} as const;

export interface AttackWords {
  readonly name: string;
  /** What it does, in one line. */
  readonly line: string;
}

export const ATTACK_TEXTS = {
  badnets: { name: 'BadNets', line: 'A small sign in a corner of a few training images.' },
  trojan: { name: 'Trojan', line: 'A patch made to excite neurons of a clean network.' },
  blend: { name: 'Blend', line: 'A faint veil of noise over the whole picture.' },
  'a-blend': { name: 'A-Blend', line: 'The veil in random pieces, with cover images that hide it.' },
  sig: { name: 'SIG', line: 'Faint stripes on images of the target class only.' },
  cl: { name: 'CL', line: 'Images of the target class made hard to recognise, then signed.' },
  fc: { name: 'FC', line: 'Images of the target class that look like another one inside.' },
  dynamic: { name: 'Dynamic', line: 'A second network draws a sign of its own for each picture.' },
  wanet: { name: 'WaNet', line: 'Pictures bent a little, as if seen through water.' },
  dfst: { name: 'DFST', line: 'Pictures tinted like a sunset.' },
  lira: { name: 'LIRA', line: 'A second network learns noise that nobody sees.' },
  awp: { name: 'AWP', line: 'A finished network whose weights are moved a little.' },
} as const satisfies Record<string, AttackWords>;

export const ATTACK_TEXT = {
  heading: 'Attack',
  setUp: 'What will be planted',
  attack: 'Attack',
  trigger: 'Trigger',
  figures: 'Figure',
  paint: 'Paint',
  gallery: 'Pictures',
  comparison: 'All attacks',
  training: 'Training',
  own: 'your own sign',
  plant: 'Plant the backdoor',
} as const;
