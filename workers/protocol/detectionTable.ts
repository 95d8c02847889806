/** The table of detection as the page and the command line show it: how often each detector names the planted label, beside the paper's table 16. */
import type { DetectionRow, PaperTable } from './tables';

/** Neural Cleanse in the network as it came and unlearned; the unlearned network's label by majority and by the largest margin. */
export const DETECTORS = ['nc', 'nuNc', 'nu', 'margin'] as const;
export type Detector = (typeof DETECTORS)[number];

/** The label that a detector names; null where it was not run. */
export function namedLabel({ label, searches }: DetectionRow, detector: Detector): number | null {
  switch (detector) {
    case 'nu':
      return label.predicted;
    case 'margin':
      return label.margins?.label ?? null;
    default: {
      const network = detector === 'nc' ? 'backdoored' : 'unlearned';
      return searches.find((each) => each.network === network)?.label ?? null;
    }
  }
}

/** Whether a detector of triggers also calls the smallest one an outlier. */
export function isFlagged({ searches }: DetectionRow, detector: 'nc' | 'nuNc'): boolean {
  const network = detector === 'nc' ? 'backdoored' : 'unlearned';
  const search = searches.find((each) => each.network === network);
  return search?.triggers.find(({ label }) => label === search.label)?.isFlagged ?? false;
}

/** Hits of some trials. */
export interface Rate {
  readonly hits: number;
  readonly trials: number;
}

/** One attack: how often each detector named its label here, and in the paper. */
export interface DetectionRates {
  readonly attack: string;
  readonly rates: Readonly<Record<Detector, Rate>>;
  readonly paper: PaperTable['detection'][number] | null;
}

function rateOf(rows: readonly DetectionRow[], detector: Detector): Rate {
  const trials = rows.filter((row) => row.target !== null && namedLabel(row, detector) !== null);
  return {
    hits: trials.filter((row) => namedLabel(row, detector) === row.target).length,
    trials: trials.length,
  };
}

/** The rates of some rows. */
export function ratesOf(rows: readonly DetectionRow[]): Readonly<Record<Detector, Rate>> {
  return Object.fromEntries(DETECTORS.map((detector) => [detector, rateOf(rows, detector)])) as Record<
    Detector,
    Rate
  >;
}

/** By attack, in the order of the rows; honest networks and those without a single target have no label to name. */
export function detectionRates(
  rows: readonly DetectionRow[],
  paper: PaperTable['detection'] = [],
): readonly DetectionRates[] {
  const aimed = rows.filter(({ target }) => target !== null);
  return [...new Set(aimed.map(({ attack }) => attack))].map((attack) => ({
    attack,
    rates: ratesOf(aimed.filter((row) => row.attack === attack)),
    paper: paper.find((each) => each.attack === attack) ?? null,
  }));
}
