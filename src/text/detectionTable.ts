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
