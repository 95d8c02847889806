/** The table of detection as the page and the command line show it: how often each detector names the planted label, beside the paper's table 16. */
import { type FindingId, FINDINGS, type QuestionedNetwork, type Verdict } from './detectionReport';
import { type DetectionRow, median, type PaperTable } from './tables';
import { judge, numbersOf } from './verdict';

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
  readonly rates: Rates;
  readonly paper: PaperTable['detection'][number] | null;
}

export type Rates = Readonly<Record<Detector, Rate>>;

function rateOf(rows: readonly DetectionRow[], detector: Detector): Rate {
  const trials = rows.filter((row) => row.target !== null && namedLabel(row, detector) !== null);
  return {
    hits: trials.filter((row) => namedLabel(row, detector) === row.target).length,
    trials: trials.length,
  };
}

/** The rates of some rows. */
export function ratesOf(rows: readonly DetectionRow[]): Rates {
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

/** All runs on one network. */
export interface NetworkDetection extends DetectionRates {
  readonly network: string;
  /** Runs, one a seed. */
  readonly runs: number;
  /** Medians over the runs of what the verdict is made of; null where it was not measured. */
  readonly findings: Readonly<Record<FindingId, number | null>>;
  /** Median areas under STRIP's curve; null without a trigger. */
  readonly auc: Readonly<Record<QuestionedNetwork, number | null>>;
  /** How many runs end with each answer, and how many name the planted label with it. */
  readonly answers: Readonly<Record<Verdict['answer'], number>>;
  readonly rightLabels: number;
}

function medianOf<T>(items: readonly T[], of: (item: T) => number | null): number | null {
  return median(items.map(of).filter((value) => value !== null));
}

function networkOf(rows: readonly DetectionRow[], paper: PaperTable['detection']): NetworkDetection {
  const [first] = rows;
  if (first === undefined) throw new RangeError('a network has a row');
  const { attack, network } = first;
  const numbers = rows.map(numbersOf);
  const verdicts = rows.map((row) => judge(row, []));
  const areaOf = (which: QuestionedNetwork) =>
    medianOf(rows, ({ strips }) => strips.find((each) => each.network === which)?.auc ?? null);
  const count = (answer: Verdict['answer']) => verdicts.filter((each) => each.answer === answer).length;
  return {
    network,
    attack,
    runs: rows.length,
    rates: ratesOf(rows),
    paper: paper.find((each) => each.attack === attack) ?? null,
    findings: Object.fromEntries(
      FINDINGS.map((id) => [id, medianOf(numbers, (each) => each[id])]),
    ) as NetworkDetection['findings'],
    auc: { backdoored: areaOf('backdoored'), unlearned: areaOf('unlearned') },
    answers: {
      backdoor: count('backdoor'),
      unsure: count('unsure'),
      'nothing-found': count('nothing-found'),
    },
    rightLabels: rows.filter(
      ({ target }, at) => verdicts[at]?.answer === 'backdoor' && verdicts[at].label === target,
    ).length,
  };
}

/** Network by network, in the order of the rows: those with one target, those where each class has its own, the honest ones. */
export function detectionTable(
  rows: readonly DetectionRow[],
  paper: PaperTable['detection'],
): Readonly<Record<'attacked' | 'manyTargets' | 'honest', readonly NetworkDetection[]>> {
  const networks = [...new Set(rows.map(({ network }) => network))].map((network) =>
    rows.filter((row) => row.network === network),
  );
  const of = (isOne: (row: DetectionRow) => boolean): readonly NetworkDetection[] =>
    networks.filter(([first]) => first !== undefined && isOne(first)).map((own) => networkOf(own, paper));
  return {
    attacked: of(({ target }) => target !== null),
    manyTargets: of(({ attack, target }) => target === null && attack !== 'none'),
    honest: of(({ attack }) => attack === 'none'),
  };
}
