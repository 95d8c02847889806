/** A detection's verdict as lines of text. */
import type { DetectionReport, Finding } from '../../workers/protocol';
import { CAVEAT_TEXT, FINDING_TEXT, HONEST_TEXT, VERDICT_TEXT } from './detectCard';

function findingLine({ honest, id, label, limit, speaks, value }: Finding): string {
  const { name, value: written } = FINDING_TEXT[id];
  const { silent, speaks: loud } = VERDICT_TEXT;
  const { asMuch, networks } = honest;
  const others = networks === 0 ? HONEST_TEXT.unmeasured : HONEST_TEXT.asMuch(asMuch, networks);
  return `${name}: ${written(value)} (speaks from ${written(limit)}), label ${String(label)}; ${speaks ? loud : silent}; ${others}`;
}

/** Answer, findings, what limits them. */
export function verdictLines({ verdict }: Pick<DetectionReport, 'verdict'>): readonly string[] {
  const { answer, caveats, findings, label } = verdict;
  const { lines, titles } = VERDICT_TEXT;
  const named = label === null ? null : `label ${String(label)}`;
  const title = answer === 'nothing-found' ? titles[answer] : titles[answer](named);
  return [
    `${title}. ${lines[answer]}`,
    ...findings.map(findingLine),
    ...caveats.map((caveat) => CAVEAT_TEXT[caveat].line),
  ];
}
