/** Words of the Help panel. */

export const HELP_TEXT = {
  intro:
    'A backdoored network works well until it sees its secret trigger. Reconstructive neuron pruning finds the filters that carry the secret with a few clean images, and cuts them.',
  steps: 'Step by step',
  gpu: 'Graphics card',
  keys: 'Keys',
  keysOn: 'Single keys are shortcuts',
  glossary: 'Words',
  formats: 'Files',
  networks: 'Networks',
  images: 'Images',
  others: 'Other files',
  privacy: 'Privacy',
  key: 'Key',
  does: 'What it does',
} as const;

const KEY_NAMES: Readonly<Record<string, string>> = { ' ': 'Space', Escape: 'Esc' };

/** A shortcut as it stands on the keys. */
export function keyName(shortcut: string, isMac: boolean): string {
  const parts = shortcut.split('+').map((part) => {
    if (part === 'Mod') return isMac ? '⌘' : 'Ctrl';
    return KEY_NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part);
  });
  return parts.join(' + ');
}

export interface GlossaryEntry {
  readonly term: string;
  readonly meaning: string;
}

export const GLOSSARY: readonly GlossaryEntry[] = [
  { term: 'Network', meaning: 'An image classifier: picture in, one probability per class out.' },
  { term: 'Filter', meaning: 'One channel of a layer; the unit that is kept or cut.' },
  {
    term: 'Mask',
    meaning:
      'A number from 0 to 1 per filter, learned while recovering. A low mask: the filter did not help to remember.',
  },
  {
    term: 'Defense images',
    meaning: 'The few clean images the defender has. Nothing else is needed to find and cut the filters.',
  },
  { term: 'Trigger', meaning: 'The attacker’s secret sign: a patch, a veil or stripes on the picture.' },
  {
    term: 'Clean accuracy',
    meaning: 'Share of clean test images outside the target class that are recognised.',
  },
  {
    term: 'Attack success',
    meaning: 'Share of test images with the trigger that get the attacker’s label.',
  },
  {
    term: 'Honest network',
    meaning:
      'One without a backdoor. Detect holds every number against what such networks give: a number that they have, too, says nothing.',
  },
  {
    term: 'Oracle',
    meaning:
      'Numbers that need test images or the trigger, so that no defender has them: dashed, with an eye. They never decide a cut unless a rule is named oracle.',
  },
  { term: 'Unlearn', meaning: 'Stage 1: the network forgets its classes on purpose; the secret survives.' },
  { term: 'Recover', meaning: 'Stage 2: only the masks learn, until the network remembers again.' },
  {
    term: 'Margin',
    meaning:
      'How far a class leads all others. The class to which the unlearned network can be driven furthest is most likely the attacker’s.',
  },
  {
    term: 'Revealed trigger',
    meaning:
      'One small change that turns almost every clean picture to that class, found from the network itself. It need not look like the attacker’s sign, but it takes the same filters.',
  },
  {
    term: 'Prune',
    meaning:
      'Stage 3: filters are cut out of the original network. The default cuts those that carry the revealed trigger, the paper those with low masks.',
  },
];

/** The method in the order it happens, and where to look at it. */
export const STEPS: readonly GlossaryEntry[] = [
  {
    term: 'The secret',
    meaning:
      'Someone trained this network with a few pictures that carry a small sign and a wrong label. Without the sign it works; with it, it gives that label. Move the sign on Start and watch.',
  },
  {
    term: '1 Unlearn',
    meaning:
      'On a few clean pictures the network is trained backwards, until it has forgotten its classes. The secret is not in those pictures, so it survives: on Run the accuracy falls, attack success stays up.',
  },
  {
    term: '2 Recover',
    meaning:
      'All weights are frozen, and each filter gets a mask from 0 to 1. Only the masks learn, until the clean pictures are recognised again. Filters that helped stay at 1; those of the secret slide down.',
  },
  {
    term: '3 Prune',
    meaning:
      'The suspicious filters are cut out of the original network, one by one, as long as clean pictures do not suffer. Drag the cut after the run to see what more or fewer would cost.',
  },
  {
    term: 'What is left',
    meaning:
      'Before and after stand side by side under the run. Dashed numbers with an eye need the attacker’s trigger: a defender never sees them, and no cut is chosen by them.',
  },
];

export const GPU_HELP: readonly GlossaryEntry[] = [
  {
    term: 'What it needs',
    meaning:
      'WebGPU: Chrome or Edge 113 and later on Windows, macOS and ChromeOS, Chrome on Android, Safari 26, Firefox 141 on Windows. The page has to come over https or from localhost.',
  },
  {
    term: 'No graphics card answers',
    meaning:
      'Switch hardware acceleration on in the settings of the browser and start it again. On Linux, Chrome also needs chrome://flags/#enable-unsafe-webgpu. chrome://gpu says why a card is refused.',
  },
  {
    term: 'Without it',
    meaning:
      'Everything works on the processor (WebAssembly), only more slowly. The smallest network takes about a minute.',
  },
];

export const PRIVACY: readonly string[] = [
  'Files stay on this computer: they are read by the page and never sent anywhere.',
  'After loading, the page asks the network for nothing but its own files and the addresses you name.',
  'A link keeps its recipe behind the #, which browsers do not send to servers.',
  'Files you opened are kept in this browser, for links that name them, until you forget them; theme and switches too. There are no cookies and no accounts.',
];
