/** Every visible string of the place Attack. Names and summaries of the attacks stand in the protocol. Numbers come in already written out. */
import type { AttackFamily } from '../../workers/protocol';

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
export const FAMILY_TITLES: Readonly<Record<AttackFamily, string>> = {
  'dirty-label': 'Poisoned images with a wrong label',
  'clean-label': 'Poisoned images with their true label',
  'training-loop': 'Poisoned while training',
  weights: 'Poisoned weights',
};

export const ATTACK_TEXT = {
  heading: 'Attack',
  setUp: 'What will be planted',
  attack: 'Attack',
  control: 'Control',
  source: 'From',
  settings: 'Settings',
  constants: 'Constants',
  noSettings: 'It has no settings of its own.',
  usual: (constants: string): string => `as usual (${constants})`,
  trigger: 'Trigger',
  whose: 'Whose trigger',
  whoseChoices: { own: 'The attack’s', painted: 'Painted' },
  makesTrigger: 'made on the way',
  noTrigger: 'none',
  makesTriggerLine: 'This attack makes its trigger while it trains: it appears here as soon as there is one.',
  noTriggerLine: 'An honest network has no trigger.',
  triggerAlt: 'A picture that carries the trigger',
  toBoard: 'To the paint board',
  emptySign: 'nothing painted yet',
  labels: 'Labels',
  rule: 'Which pictures it turns',
  rules: {
    'all-to-one': 'all into one class',
    'all-to-all': 'each into the next class',
    source: 'one class into another',
  },
  target: 'Into',
  from: 'Only',
  onlyAllToOne: 'This attack turns all pictures into one class.',
  allToOne: (target: string): string => `all → ${target}`,
  allToAll: 'each class → the next',
  oneClass: (source: string, target: string): string => `${source} → ${target}`,
  network: 'Network',
  architecture: 'Architecture',
  width: 'Width',
  networkLine: (name: string, width: number): string => `${name}, width ${width}`,
  images: 'Images',
  imageCount: 'Training images',
  imageUnit: 'images',
  builtIn: (count: string): string => `${count} built-in pictures`,
  builtInLine: 'Shapes of ten classes, drawn from a seed; 2,000 others measure the result.',
  own: (name: string, count: string): string => `${name}, ${count} images`,
  ownLine: 'Your own images are open: it trains on the defense images and measures on the test images.',
  openOwn: 'Open images of your own',
  noImages: 'none yet',
  training: 'Training',
  trainingLine: (epochs: number, seed: number): string =>
    `${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}, seed ${seed}`,
  seed: 'Seed',
  plant: 'Plant the backdoor',
  trainHonest: 'Train the honest network',
  again: 'Train again',
  running: 'Training',
  local: 'Nothing leaves this computer.',
  busy: 'A run is under way: training can start when it has ended.',
  emptySignReason: 'Nothing is painted yet: draw a sign, or take the attack’s own trigger.',
  sameClass: 'The one class and the class it turns into are the same: choose another.',
  figures: 'Figure',
  figureNames: {
    paint: 'Paint',
    gallery: 'Pictures',
    comparison: 'All attacks',
    training: 'Training',
    zoo: 'Networks',
  },
  asSet: (name: string): string => `${name}, as set here`,
  ownSign: 'your own sign',
} as const;

/** Of an attack that came from a link or a file. */
export const BROUGHT_TEXT = {
  title: 'This attack was sent to you.',
  line: 'Its settings stand in the form. Nothing is trained before you say so.',
  ownImages: (name: string): string =>
    `It was made for images called ${name}, which do not travel: open them, or train on those that are here.`,
} as const;

export const ZOO_TEXT = {
  title: 'Trained networks, RNP on them, and the paper',
  legend:
    'Networks that this project trained on the built-in pictures. After: RNP with the adaptive default, median of its seeds. All of it needs the trigger.',
  ours: 'Here',
  paper: 'In the paper',
  columns: {
    network: 'Network',
    before: 'clean',
    beforeAttack: 'attack',
    after: 'clean after',
    afterAttack: 'attack after',
    cut: 'cut',
  },
  none: '–',
  mean: (attacks: number): string =>
    attacks === 1 ? 'One attack of the paper’s table 2' : `Mean of ${attacks} attacks of the paper’s table 2`,
  /** What all runs of a network share needs no count. */
  failure: (line: string, runs: number, of: number): string =>
    runs === of ? line : `${runs} of ${of} runs: ${line}`,
  cross: (share: string): string => `${share} right under another picture’s trigger`,
  empty: 'The list of trained networks is on its way.',
  source: (source: string, setting: string): string => `The paper: ${source}; ${setting}.`,
} as const;

export const TRAINING_TEXT = {
  title: (stage: string): string => `${stage}, step by step`,
  summary:
    'Loss falls and accuracy rises; clean accuracy and attack success are measured on test images along the way.',
  empty: 'Loss, clean accuracy and attack success are drawn here as the network learns.',
  stage: 'Stage',
  /** What a trigger is made with: a distance, a cross-entropy, or several of them. */
  craftLeft: 'loss of the attack',
  poisoned: (poisoned: string, images: string): string =>
    `${poisoned} of ${images} training images carry the trigger.`,
  cover: (cover: string): string => `${cover} more carry it and keep their label.`,
  resume: 'Go on from the last snapshot',
  discard: 'Discard this training',
  cancelled: 'Training cancelled',
  cancelledKept:
    'What was learned up to the last epoch is kept: go on from there, train again, or discard it.',
  cancelledNothing: 'It ended before the first step: nothing was learned.',
  failed: 'Training failed',
  interrupted: 'A training was interrupted',
  interruptedLine:
    'This tab was reloaded while a network was trained. It can go on after the last epoch that was finished.',
} as const;

export const TRAINED_TEXT = {
  planted: 'The backdoor is planted.',
  unlearned: 'The network has not learned its classes.',
  unlearnedLine:
    'It does not know the pictures yet, so attack success says nothing. Worth trying: more images, or more epochs.',
  weak: 'The backdoor did not take.',
  honest: 'An honest network.',
  unmeasured: 'Trained. Without test images nothing was measured.',
  cleanAccuracy: 'clean accuracy',
  attackSuccess: 'attack success',
  crossTrigger: 'accuracy under another trigger',
  time: 'time',
  plantedLine: (network: string, target: string): string =>
    `${network} names pictures well, until they carry the trigger: then it says ${target}.`,
  plantedManyLine: (network: string): string =>
    `${network} names pictures well, until they carry the trigger.`,
  weakLine: 'Worth trying: more epochs, a higher poison rate, or a trigger that is easier to see.',
  honestLine: 'It is the control: see what the method does where there is nothing to remove.',
  remove: 'Remove the backdoor',
  runHere: 'Run the method on it',
  saveNetwork: 'Save the network',
  saveReport: 'Save the report',
  opened: (name: string): string => `${name} is open on this page, with its trigger.`,
} as const;

/** Spoken by the live region. */
export const TRAINING_SPOKEN = {
  began: (stage: string): string => `${stage} began.`,
  percent: (stage: string, percent: number): string => `${stage}, ${percent} %.`,
  done: 'The network is trained.',
  cancelled: 'The training was cancelled.',
  failed: 'The training failed.',
  paused: 'Paused.',
} as const;
