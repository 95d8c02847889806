/** Which images a trigger works on, as the editor offers it. */
import type { Trigger } from '../../../workers/protocol';

export const LABEL_RULES = ['all-to-one', 'all-to-all', 'source'] as const;
export type LabelRuleName = (typeof LABEL_RULES)[number];

export function labelRuleOf({ labels }: Trigger): LabelRuleName {
  return labels?.kind ?? 'all-to-one';
}

/** The trigger under another rule. One class only begins with the first that is not the target. */
export function withLabelRule(trigger: Trigger, rule: LabelRuleName): Trigger {
  const { labels, ...plain } = trigger;
  if (rule === labelRuleOf(trigger)) return trigger;
  switch (rule) {
    case 'all-to-one':
      return labels === undefined ? trigger : plain;
    case 'all-to-all':
      return { ...plain, labels: { kind: 'all-to-all' } };
    case 'source':
      return { ...plain, labels: { kind: 'source', source: trigger.target === 0 ? 1 : 0 } };
    default:
      return rule satisfies never;
  }
}
