/** A row of the table of detection as a line of text. */
import type { DetectionRow } from '../../workers/protocol';
import { isFlagged, namedLabel } from '../../workers/protocol/detectionTable';

function smallest(row: DetectionRow, detector: 'nc' | 'nuNc'): string {
  const network = detector === 'nc' ? 'backdoored' : 'unlearned';
  const search = row.searches.find((each) => each.network === network);
  const found = search?.triggers.find(({ label }) => label === search.label);
  if (found === undefined) return '-'.padEnd(18);
  const index = found.index === null ? '-' : found.index.toFixed(2);
  return `${String(found.label)} ${found.l1.toFixed(1).padStart(6)} ${index.padStart(6)}${isFlagged(row, detector) ? ' *' : '  '}`.padEnd(
    18,
  );
}

function areas({ strips }: DetectionRow): string {
  return strips.map(({ auc }) => (auc === null ? '-' : auc.toFixed(3)).padStart(6)).join(' ');
}

/** The heading of {@link detectionLine}. */
export const DETECTION_HEADING =
  'network                seed label | NC: label  L1  index | NU+NC              | NU share  entropy | margin lead  | STRIP AUC as it came, unlearned';

/** One network: what each detector names, and by what. */
export function detectionLine(row: DetectionRow): string {
  const { label, network, seed, target } = row;
  const nu = String(namedLabel(row, 'nu') ?? '-');
  const margin = String(namedLabel(row, 'margin') ?? '-');
  return [
    `${network.padEnd(22)} ${String(seed).padStart(4)} ${String(target ?? '-').padStart(5)}`,
    smallest(row, 'nc'),
    smallest(row, 'nuNc'),
    `${nu} ${label.share.toFixed(3)} ${label.entropy.toFixed(2)}`,
    `${margin} ${label.margins?.lead.toFixed(2) ?? '-'}`.padEnd(8),
    areas(row),
  ].join(' | ');
}

/** The table on the page. */
export const DETECTION_TABLE_TEXT = {
  title: 'Every network of the zoo, and honest ones',
  line: 'Which detector names the planted label, and by what. “Times smaller” is the median of the smallest triggers of all classes over the smallest; of several runs the median is given. The paper’s rates (table 16) are its own: other networks, 20 trials as it seems. Rebuilt by npm run rnp -- table detection.',
  networks: 'Network',
  runs: 'Runs',
  detectors: {
    nc: 'Neural Cleanse',
    nuNc: 'Unlearned, then Neural Cleanse',
    nu: 'Unlearned: majority',
    margin: 'Unlearned: largest margin',
  },
  label: 'label',
  values: { nc: 'times smaller', nuNc: 'times smaller', nu: 'share', margin: 'lead' },
  paper: 'paper',
  strip: 'STRIP, area under the curve',
  stripNetworks: { backdoored: 'as it came', unlearned: 'unlearned' },
  verdict: 'Verdict',
  attacked: 'With a backdoor',
  manyTargets: 'Each class has a label of its own: there is none to name',
  honest: 'Honest',
  all: 'All',
  none: '–',
  hits: (hits: number, trials: number): string => `${String(hits)} of ${String(trials)}`,
  answers: { backdoor: 'backdoor', unsure: 'unsure', 'nothing-found': 'nothing found' },
  /** Of a single run, and of some of several. */
  wrongLabel: 'backdoor, another label',
  wrongLabels: 'backdoor (another label)',
  count: (times: string, answer: string): string => `${times} ${answer}`,
} as const;
