/** Words of links and of the Share panel. */
import type { NetworkFormat, NetworkState } from '../../workers/protocol';
import type { NeededRole } from '../link/neededFiles';
import type { ExpectedNumbers, LinkNotice, RestoredLink } from '../link/linkTypes';

/** A fraction as people compare it: three digits behind the point. */
function fractionText(value: number | null): string {
  return value === null ? '—' : value.toFixed(3);
}

function pair({ cleanAccuracy, attackSuccessRate }: ExpectedNumbers | NumbersFound): string {
  return `${fractionText(cleanAccuracy)} / ${fractionText(attackSuccessRate)}`;
}

export interface NumbersFound {
  readonly cleanAccuracy: number | null;
  readonly attackSuccessRate: number | null;
}

export const LINK_TEXT = {
  title: { link: 'A link brought this recipe.', reload: 'This tab was reloaded.' },
  run: 'Run it',
  look: 'Look at the recipe',
  needs: 'Files it needs',
  bring: 'Bring the files',
  fetch: (hosts: readonly string[]) => `Fetch from ${hosts.join(', ')}`,
  checksum: (sha256: string) => `sha256 ${sha256.slice(0, 16)}…`,
  expected: (sent: ExpectedNumbers, found: NumbersFound) =>
    `Clean accuracy / attack success: expected ${pair(sent)}, you got ${pair(found)}.`,
} as const;

export const NEED_ROLES: Readonly<Record<NeededRole, string>> = {
  model: 'network',
  defense: 'defense images',
  test: 'test images',
  poisoned: 'poisoned images',
  masks: 'masks',
};

/** What is known of a file that a link needs. */
export const NEED_TEXTS = {
  here: 'here, and the one that is meant',
  other: 'another file is open in its place',
  missing: 'not opened yet',
} as const;

/** What the page was about before it was reloaded, in one sentence. */
export const RELOAD_SENTENCE =
  'Its recipe is back. Files that are not kept on this computer have to be brought again; runs are gone.';

/** A restored recipe in one sentence. */
export function recipeSentence({ recipe, presetId, expected }: RestoredLink): string {
  const network = recipe.model.kind === 'zoo' ? recipe.model.id : recipe.model.name;
  const from = presetId === null ? 'all settings of the sender' : `preset ${presetId}`;
  const numbers = expected === null ? '' : ` The sender got ${pair(expected)}.`;
  return `Network ${network}, seed ${recipe.seed}, ${from}. Nothing runs before you say so.${numbers}`;
}

/** One change that was made to what a link said. */
export function linkNoticeText(notice: LinkNotice): string {
  switch (notice.kind) {
    case 'unknown':
      return `${notice.field} is not known here and was ignored.`;
    case 'clamped':
      return `${notice.field} was ${notice.found}, out of range; ${notice.used} is used.`;
    case 'replaced':
      return `${notice.field} was ${notice.found}, which makes no sense; ${notice.used} is used.`;
    case 'filled':
      return `${notice.field} was missing; ${notice.used} is used.`;
    case 'newer':
      return `This link comes from a newer playground (format ${notice.found}, this page knows ${notice.used}): what could be read of it is here. Reload the page for the newest version.`;
    default:
      return notice satisfies never;
  }
}

export const EXPORT_LABELS = {
  'mask-values': 'Masks (mask_values.txt)',
  'report-json': 'Report (JSON)',
} as const;

export const SAVED_NETWORKS: Readonly<Record<NetworkState, string>> = {
  backdoored: 'as it came',
  unlearned: 'unlearned',
  recovered: 'recovered',
  pruned: 'pruned',
};

export const SAVED_FORMATS: Readonly<Record<NetworkFormat, string>> = {
  pytorch: 'PyTorch (.pth)',
  safetensors: 'safetensors',
  npz: 'NumPy (.npz)',
  onnx: 'ONNX (opset 17)',
  'tfjs-layers': 'TensorFlow.js layers model (.zip)',
};

export const SHARE_TEXT = {
  link: 'Link',
  address: 'Link to this recipe',
  copy: 'Copy link',
  writing: 'Writing the link…',
  size: (characters: number, form: 'short' | 'full') =>
    form === 'short'
      ? `${characters} characters, readable: a preset and what differs from it.`
      : `${characters} characters: the whole recipe, compressed.`,
  withNumbers: 'Include my results, so that the receiver can compare',
  carries:
    'It carries network and images by name and checksum, the trigger, all settings, the seed, and what you look at.',
  carriesAttack:
    'It carries the attack with all its settings, a painted trigger, the network, the seed, and the number of built-in pictures.',
  carriesNot: 'It does not carry weights, images, files, or anything about your computer.',
  files: 'Files',
  noRun: 'Files come out of a finished run.',
  recordedRun: 'This is a recording: network and masks as files come out of a run on this computer.',
  network: 'Network',
  networkFormat: 'Format',
  saveNetwork: 'Save the network',
  csv: 'All series (CSV)',
  saved: (name: string) => `${name} was saved.`,
  import: 'Open a report or a recipe',
  importHint:
    'JSON files of this playground: the report of a run is shown as it ended; a recipe, and the attack of a training’s report, go onto their forms; another defense’s recipe or report goes to Compare.',
  imported: (title: string) => `${title} is shown.`,
  cite: 'Cite',
  citeHint: 'The method is from this paper:',
  copyBibtex: 'Copy BibTeX',
} as const;

export const BIBTEX = `@inproceedings{li2023reconstructive,
  title     = {Reconstructive Neuron Pruning for Backdoor Defense},
  author    = {Li, Yige and Lyu, Xixiang and Ma, Xingjun and Koren, Nodens and Lyu, Lingjuan and Li, Bo and Jiang, Yu-Gang},
  booktitle = {Proceedings of the 40th International Conference on Machine Learning},
  series    = {Proceedings of Machine Learning Research},
  volume    = {202},
  publisher = {PMLR},
  year      = {2023},
  url       = {https://proceedings.mlr.press/v202/li23v.html}
}`;
