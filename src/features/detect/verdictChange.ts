/** What would change the verdict itself, counted from its findings: a backdoor takes two that speak for one label. Pure. */
import type { Finding, Verdict } from '../../../workers/protocol';
import { isSilenced } from '../../../workers/protocol/verdict';
import { CHANGE_TEXT } from '../../text/detectCard';

/** How many of the findings that speak point at each label that one points at. */
function speakingByLabel(findings: readonly Finding[]): readonly number[] {
  const labels = findings.filter(({ speaks }) => speaks).map(({ label }) => label);
  return [...new Set(labels)].map((label) => labels.filter((each) => each === label).length);
}

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

/** One sentence; null where findings alone do not decide, or the report's verdict was given by another rule. */
export function verdictChange({ answer, caveats, findings }: Verdict): string | null {
  if (isSilenced(caveats)) return null;
  const counts = speakingByLabel(findings);
  const agreeing = counts.filter((count) => count > 1);
  switch (answer) {
    case 'backdoor':
      // Of each label all but one.
      return agreeing.length === 0
        ? null
        : CHANGE_TEXT.backdoor(sumOf(agreeing) - agreeing.length, sumOf(agreeing));
    case 'unsure':
      return counts.length === 0 || agreeing.length > 0 ? null : CHANGE_TEXT.unsure(counts.length);
    case 'nothing-found':
      return counts.length === 0 ? CHANGE_TEXT.nothing : null;
    default:
      return answer satisfies never;
  }
}
