/** The verdict in words: pure functions from a report to sentences. */
import type { DetectionReport, Finding, Verdict } from '../../../workers/protocol';
import {
  CAVEAT_TEXT,
  CHANGE_TEXT,
  FINDING_SHORT,
  FINDING_TEXT,
  HONEST_TEXT,
  VERDICT_TEXT,
} from '../../text/detectCard';
import { formatPercent } from '../run/format';
import { className } from '../start/verdict';
import { verdictChange } from './verdictChange';

/** A class by number and, where it has one, by name: "class 3 (disc)". */
export function classWords(classes: readonly string[], label: number): string {
  const [number, name] = [className([], label), className(classes, label)];
  return name === number ? number : `${number} (${name})`;
}

/** The headline. */
export function verdictTitle({ answer, label }: Verdict, classes: readonly string[]): string {
  if (answer === 'nothing-found') return VERDICT_TEXT.titles[answer];
  return VERDICT_TEXT.titles[answer](label === null ? null : classWords(classes, label));
}

/** The largest rate of false alarms that fits with none among so many honest networks, at 95 % confidence: 1 - 0.05^(1/N). */
export function falseAlarmBound(networks: number): number {
  return 1 - 0.05 ** (1 / networks);
}

/** "k of N honest networks have as much". */
export function honestWords({ honest: { asMuch, networks } }: Finding): string {
  return networks === 0 ? HONEST_TEXT.unmeasured : HONEST_TEXT.asMuch(asMuch, networks);
}

/** What the counts of honest networks can say, and for which networks. */
export function honestNotes({
  recipe,
  verdict,
}: Pick<DetectionReport, 'recipe' | 'verdict'>): readonly string[] {
  const measured = verdict.findings.filter(({ honest }) => honest.networks > 0);
  if (measured.length === 0 || verdict.caveats.includes('other-options')) return [HONEST_TEXT.unknown];
  const none = measured
    .filter(({ honest, speaks }) => speaks && honest.asMuch === 0)
    .map(({ honest }) => honest.networks);
  const isOther = recipe.model.kind === 'file' || recipe.data.kind === 'files';
  return [
    ...(none.length === 0
      ? []
      : [HONEST_TEXT.bound(formatPercent(falseAlarmBound(Math.min(...none))), Math.min(...none))]),
    HONEST_TEXT.which,
    ...(isOther ? [HONEST_TEXT.others] : []),
  ];
}

/** What would turn one finding. */
function turningPoint({ id, limit, speaks, value }: Finding): string {
  const { distance, value: words } = FINDING_TEXT[id];
  const away = distance(Math.abs(value - limit));
  return CHANGE_TEXT[speaks ? 'falls' : 'rises'](FINDING_SHORT[id], words(value), words(limit), away);
}

/** What would change the verdict: how many findings, how far each finding is from its limit, and what to give against what limits it. */
export function changeLines(verdict: Verdict): readonly string[] {
  const { caveats, findings } = verdict;
  const first = verdictChange(verdict);
  return [
    ...(first === null ? [] : [first]),
    ...findings.map(turningPoint),
    ...new Set(caveats.flatMap((caveat) => CAVEAT_TEXT[caveat].remedy ?? [])),
  ];
}
