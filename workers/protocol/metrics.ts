/**
 * The metric table. Every number that is streamed, reported or drawn is listed here with its pen:
 * `defender` numbers need nothing but the few clean defense images; `oracle` numbers need test data or the
 * attacker's trigger. No rule that picks a cut may read an oracle number unless it is named oracle.
 */
export type Pen = 'defender' | 'oracle';

export const METRICS = {
  loss: { pen: 'defender', label: 'loss', unit: 'nats' },
  shakenLoss: { pen: 'defender', label: 'loss when shaken', unit: 'nats' },
  fooled: { pen: 'defender', label: 'images turned by the change', unit: 'fraction' },
  trainAccuracy: { pen: 'defender', label: 'training accuracy', unit: 'fraction' },
  defenseAccuracy: { pen: 'defender', label: 'defense accuracy', unit: 'fraction' },
  labelShare: { pen: 'defender', label: 'share of the inferred label', unit: 'fraction' },
  cleanAccuracy: { pen: 'oracle', label: 'clean accuracy', unit: 'fraction' },
  attackSuccessRate: { pen: 'oracle', label: 'attack success', unit: 'fraction' },
  targetClassAccuracy: { pen: 'oracle', label: 'accuracy on the target class', unit: 'fraction' },
} as const satisfies Record<string, { pen: Pen; label: string; unit: 'nats' | 'fraction' }>;

export type MetricId = keyof typeof METRICS;
