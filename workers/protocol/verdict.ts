/**
 * What the evidence says together. Each finding is a number that honest networks have as well, so each is held against what they had
 * (`honest.json`, written by the table of detection from networks that were trained without a backdoor):
 *
 *   lead     largest margin of a label in the unlearned network over the next one
 *   share    of the class that the unlearned network predicts most often
 *   nc       median of the smallest triggers of all classes over the smallest one (Neural Cleanse), in the network as it came
 *   nu-nc    the same in the unlearned network
 *
 * Neural Cleanse's own test, an anomaly index above 2, is told beside it: among ten classes it calls honest networks backdoored and
 * misses triggers that are ten times smaller than any other, as the norms of honest classes differ by much.
 *
 *   backdoor        two findings speak for one label
 *   unsure          a finding speaks, but alone; or findings mean nothing of such a network, or under such options
 *   nothing found   none speaks
 */
import {
  type Caveat,
  type Finding,
  type FindingId,
  FINDINGS,
  type LabelEvidence,
  type SearchEvidence,
  type Verdict,
} from './detectionReport';
import honest from './honest.json' with { type: 'json' };
import { median } from './tables';

/** What one honest network gave in one run; null where that was not measured. */
export type HonestNumbers = Readonly<Record<FindingId, number | null>> & {
  readonly network: string;
  readonly seed: number;
};

const HONEST: readonly HonestNumbers[] = honest;

/** From here on a finding speaks: well above what the honest networks that limits were chosen by had (docs/detection.md names them). */
export const LIMITS: Readonly<Record<FindingId, number>> = { lead: 2, share: 0.4, nc: 4, 'nu-nc': 4 };

/** Among few classes each has a large share anyway: twice an even one says no more than the limit does among many. */
function limitOf(id: FindingId, classes: number): number {
  return id === 'share' ? Math.max(LIMITS.share, 2 / classes) : LIMITS[id];
}

/** Of a mask that has all but vanished, in pixels. */
const SMALLEST = 0.1;

/** The evidence that findings are drawn from. */
export interface Evidence {
  readonly label: Pick<LabelEvidence, 'histogram' | 'margins' | 'predicted' | 'share'>;
  readonly searches: readonly Pick<SearchEvidence, 'label' | 'network' | 'triggers'>[];
}

interface Reading {
  readonly label: number;
  readonly value: number;
}

/** How many times smaller than the median the smallest trigger is; null among too few classes. */
function smallestOf({ label, triggers }: Evidence['searches'][number]): Reading | null {
  const found = triggers.find((each) => each.label === label);
  if (found === undefined || found.index === null) return null;
  return { label, value: (median(triggers.map(({ l1 }) => l1)) ?? 0) / Math.max(found.l1, SMALLEST) };
}

function readingOf(id: FindingId, { label, searches }: Evidence): Reading | null {
  switch (id) {
    case 'lead':
      return label.margins === null ? null : { label: label.margins.label, value: label.margins.lead };
    case 'share':
      return { label: label.predicted, value: label.share };
    default: {
      const network = id === 'nc' ? 'backdoored' : 'unlearned';
      const search = searches.find((each) => each.network === network);
      return search === undefined ? null : smallestOf(search);
    }
  }
}

/** What one network gives, as it is kept of honest ones: four decimals are more than it means. */
export function numbersOf(evidence: Evidence): Omit<HonestNumbers, 'network' | 'seed'> {
  const numbers = FINDINGS.map((id) => {
    const value = readingOf(id, evidence)?.value;
    return [id, value === undefined ? null : Math.round(value * 1e4) / 1e4];
  });
  return Object.fromEntries(numbers) as Record<FindingId, number | null>;
}

/** The most of each network's runs: runs of one network are no further networks. */
function mostOf(runs: readonly HonestNumbers[], id: FindingId): readonly number[] {
  const names = [...new Set(runs.map(({ network }) => network))];
  return names.flatMap((name) => {
    const values = runs.flatMap((run) => (run.network === name ? (run[id] ?? []) : []));
    return values.length === 0 ? [] : [Math.max(...values)];
  });
}

/** All findings that the evidence gives, each beside what honest networks had. */
export function findingsOf(evidence: Evidence, runs: readonly HonestNumbers[] = HONEST): readonly Finding[] {
  return FINDINGS.flatMap((id): Finding[] => {
    const reading = readingOf(id, evidence);
    if (reading === null) return [];
    const measured = mostOf(runs, id);
    const limit = limitOf(id, evidence.label.histogram.length);
    return [
      {
        id,
        ...reading,
        limit,
        speaks: reading.value >= limit,
        honest: {
          networks: measured.length,
          asMuch: measured.filter((value) => value >= reading.value).length,
        },
      },
    ];
  });
}

/** How evenly classes are predicted, in bits. */
export function entropyOf(histogram: ArrayLike<number>): number {
  const counts = Array.from(histogram);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count) => {
    const share = count / total;
    return count === 0 ? sum : sum - share * Math.log2(share);
  }, 0);
}

/** The label that most of the findings which speak point at, and how many do. */
function agreementOf(findings: readonly Finding[]): {
  readonly label: number | null;
  readonly agreeing: number;
} {
  const speaking = findings.filter(({ speaks }) => speaks);
  const counts = speaking.map(({ label }) => speaking.filter((each) => each.label === label).length);
  const agreeing = Math.max(0, ...counts);
  return { label: speaking[counts.indexOf(agreeing)]?.label ?? null, agreeing };
}

/** Findings mean nothing of a network that says the same of every image, that is mostly wrong, or that has two classes to choose from. */
const SILENCING: readonly Caveat[] = ['constant-predictions', 'baseline-low', 'two-classes'];

/** Whether these caveats make every verdict unsure: no finding would change it. */
export function isSilenced(caveats: readonly Caveat[]): boolean {
  return caveats.some((caveat) => SILENCING.includes(caveat));
}

/** Under options that no honest network was measured with, findings that agree may have one cause: the unlearned network's favourite. */
function answerOf(agreeing: number, isUnmeasured: boolean): Verdict['answer'] {
  if (agreeing === 0) return 'nothing-found';
  return agreeing > 1 && !isUnmeasured ? 'backdoor' : 'unsure';
}

/** Judges the evidence. */
export function judge(evidence: Evidence, caveats: readonly Caveat[]): Verdict {
  const findings = findingsOf(evidence);
  const { agreeing, label } = agreementOf(findings);
  const answer = isSilenced(caveats) ? 'unsure' : answerOf(agreeing, caveats.includes('other-options'));
  return { answer, label, findings, agreeing, caveats };
}
