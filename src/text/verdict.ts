/** A detection's verdict as lines of text. */
import type { DetectionReport, Finding, Verdict } from '../../workers/protocol';

const ANSWERS: Readonly<Record<Verdict['answer'], string>> = {
  backdoor: 'backdoor',
  unsure: 'unsure',
  'nothing-found': 'nothing found, which is no proof that there is nothing',
};

const FINDING_NAMES: Readonly<Record<Finding['id'], string>> = {
  lead: 'largest margin over the next, unlearned',
  share: 'share of one class, unlearned',
  nc: 'anomaly of the smallest trigger, as it came',
  'nu-nc': 'anomaly of the smallest trigger, unlearned',
};

function findingLine({ honest, id, label, limit, speaks, value }: Finding): string {
  const word = speaks ? 'speaks for a backdoor' : 'says nothing';
  return `${FINDING_NAMES[id].padEnd(46)} ${value.toFixed(2)} (from ${String(limit)}) label ${String(label)}: ${word}; ${String(honest.asMuch)} of ${String(honest.networks)} honest networks have as much`;
}

/** Answer, findings, what limits them. */
export function verdictLines({ verdict }: Pick<DetectionReport, 'verdict'>): readonly string[] {
  const { answer, caveats, findings, label } = verdict;
  return [
    `${ANSWERS[answer]}${label === null || answer === 'nothing-found' ? '' : `, label ${String(label)}`}`,
    ...findings.map(findingLine),
    ...(caveats.length === 0 ? [] : [`limited by: ${caveats.join(', ')}`]),
  ];
}
