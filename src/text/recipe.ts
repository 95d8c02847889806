/** Every visible string of the recipe panel. Labels and help of the options themselves stand in the protocol. */
import type { ConstantsName, RecipeGroup, Strategy } from '../../workers/protocol';
import type { CheckedNumber, NumberLimits } from '../features/recipe/checkNumber';

export const GROUP_TITLES = {
  defense: 'Defense images',
  unlearn: '1 Unlearn',
  recover: '2 Recover',
  prune: '3 Prune',
  watch: 'Measuring',
} as const satisfies Record<RecipeGroup, string>;

export const GROUP_SENTENCES = {
  defense: 'The few clean images that the defender has.',
  unlearn: 'Forget on purpose, until the accuracy has fallen.',
  recover: 'Learn one mask per filter, all weights frozen.',
  prune: 'Cut the filters whose masks stayed low.',
  watch: 'How closely the run is watched. Changes no result.',
} as const satisfies Record<RecipeGroup, string>;

export const CONSTANTS_NAMES = {
  adaptive: 'adaptive',
  paper: 'paper',
  'reference-code': 'reference code',
} as const satisfies Record<ConstantsName, string>;

export const CONSTANTS_SENTENCES = {
  adaptive: 'Fits itself to the network; needs no tuning and no trigger.',
  paper: 'The values printed in the paper, tuned for a ResNet-18 on CIFAR-10.',
  'reference-code': 'The values of the authors’ code, where they differ from the paper.',
} as const satisfies Record<ConstantsName, string>;

export const STRATEGY_NAMES = {
  'NU-FR': 'NU-FR: forget with all weights, recover masks',
  'NU-NR': 'NU-NR: forget and recover with all weights',
  'FU-FR': 'FU-FR: forget and recover with masks',
  'FU-NR': 'FU-NR: forget with masks, recover all weights',
} as const satisfies Record<Strategy, string>;

export const RECIPE_TEXT = {
  constants: 'Constants',
  replaces: 'Choosing a set replaces every option below. Undo brings them back.',
  resetAll: (constants: string): string => `Set all options back to ${constants}`,
  forNextRun:
    'A run is under way with the recipe it was started with. What you change here is for the next one.',
  strategy: 'What may move',
  strategyHelp:
    'N: all weights move; F: one mask per filter moves; U while unlearning, R while recovering. The method of the paper is NU-FR; the others are its ablation.',
  seed: 'Seed',
  seedHelp: 'Everything random follows from it: equal recipe, seed and files give equal numbers.',
  dice: 'New seed',
  undo: 'Undo',
  redo: 'Redo',
  edit: 'Edit',
  why: 'Why',
  idle: 'no effect here',
  yes: 'yes',
  no: 'no',
  json: 'Recipe as JSON',
  copy: 'Copy',
  download: 'Download',
  paste: 'Paste a recipe or a report',
  file: 'Read from a file',
  load: 'Use this recipe',
  loaded: 'The recipe is in use. Undo brings the old one back.',
  fileName: 'recipe.json',
} as const;

export const BRANCH_TEXT = {
  repeats: (stage: 'unlearn' | 'recover', steps: number): string =>
    `Repeats ${stage === 'unlearn' ? 'Unlearn' : 'Recover'} up to step ${steps}`,
  after: 'What is changed here holds for the steps after that.',
  fromBeginning: 'Run from the beginning',
} as const;

export const AUTHORS_TEXT = {
  title: 'In the authors’ code',
  copy: 'Copy command',
  whole: 'Their code does the same with this command; its own seed stays fixed at 98.',
  unsaid: (options: readonly string[]): string =>
    `It has no flag for ${options.length === 1 ? 'this setting' : `these ${options.length} settings`}, and does it its own way: ${options.join(', ')}. Its seed stays fixed at 98.`,
} as const;

export const resetLabel = (label: string, value: string): string => `Reset ${label} to ${value}`;
/** The name begins with the visible word, for people who speak to their computer. */
export const whyLabel = (label: string): string => `${RECIPE_TEXT.why}: ${label}`;
export const rangeLine = (min: string, max: string, unit: string): string =>
  `Range ${min} to ${max}${unit === '' ? '' : ` ${unit}`}.`;
export const defaultOf = (constants: ConstantsName, value: string): string =>
  `${CONSTANTS_NAMES[constants]} ${value}`;
export const changesLine = (count: number): string =>
  count === 1 ? '1 option changed' : `${count} options changed`;
export const constantsLine = (constants: ConstantsName, changes: number): string =>
  changes === 0 ? CONSTANTS_NAMES[constants] : `${CONSTANTS_NAMES[constants]}, ${changesLine(changes)}`;

/** Why a typed number was not taken. */
export function numberMessage(
  reason: Extract<CheckedNumber, { ok: false }>['reason'],
  { min, max }: NumberLimits,
): string {
  switch (reason) {
    case 'empty':
      return 'Type a number. The old value stays until then.';
    case 'not-a-number':
      return 'This is no number. The old value stays.';
    case 'not-an-integer':
      return 'Only whole numbers. The old value stays.';
    case 'too-small':
      return `At least ${min}. The old value stays.`;
    case 'too-large':
      return `At most ${max}. The old value stays.`;
    default:
      return reason satisfies never;
  }
}
