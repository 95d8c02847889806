/** A detection that never happened but could have: three classes, the first of which was planted. */
import {
  type DetectionReport,
  encodeBytes,
  type Finding,
  type StripEvidence,
} from '../../../workers/protocol';
import { createDetectionRecipe } from '../../../workers/protocol/detectionRecipe';
import { DATA, DEVICE, MODEL, plausibleReport } from '../run/plausibleRun';

const { data, model, trigger: planted } = plausibleReport().recipe;

export function finding(change: Partial<Finding> = {}): Finding {
  const honest = { networks: 0, asMuch: 0 };
  return { id: 'lead', label: 0, value: 4, limit: 1.5, speaks: true, honest, ...change };
}

function strip(network: StripEvidence['network']): StripEvidence {
  return {
    network,
    overlays: 32,
    clean: [0.2, 1, 1.2, 1.4],
    triggered: [0, 0.1],
    threshold: 0.2,
    falseRejection: 0.25,
    found: 1,
    auc: 1,
    difference: 0.5,
  };
}

const trigger = (label: number, l1: number, index: number, isFlagged: boolean) => ({
  label,
  l1,
  l2: l1,
  success: 0.95,
  hasSucceeded: true,
  index,
  isFlagged,
  overlap: label === 0 ? { iou: 0.5, correlation: 0.75 } : null,
});

/** Pictures are of two pixels: white, and what is under it. */
export function detectionReport(): DetectionReport {
  return {
    format: 'rnp-detection-report',
    version: 1,
    recipe: createDetectionRecipe({ data, model, trigger: planted }),
    device: DEVICE,
    versions: {},
    startedAt: '2026-01-02T03:04:05.000Z',
    model: MODEL,
    data: DATA,
    defenseAccuracy: 0.97,
    label: {
      trace: {
        images: 10,
        steps: [0, 1],
        accuracies: [1, 0.4],
        histograms: [
          [3, 3, 4],
          [8, 1, 1],
        ],
      },
      histogram: [8, 1, 1],
      predicted: 0,
      share: 0.8,
      entropy: 0.92,
      margins: { values: [12, 3, 2], label: 0, lead: 4 },
      stopReason: 'chance-reached',
    },
    searches: [
      {
        network: 'unlearned',
        triggers: [trigger(0, 1, 5, true), trigger(1, 20, 0.2, false), trigger(2, 10, 0.6, false)],
        label: 0,
        pictures: {
          rows: 1,
          columns: 2,
          masks: encodeBytes(Uint8Array.of(255, 0, 0, 0, 51, 0)),
          patterns: encodeBytes(new Uint8Array(18).fill(200)),
        },
        steps: 40,
        elapsedMs: 1000,
      },
    ],
    strips: [strip('backdoored'), strip('unlearned')],
    repair: {
      pruned: 5,
      defenseAccuracy: { before: 0.97, after: 0.96 },
      cleanAccuracy: { before: 0.95, after: 0.94 },
      attackSuccessRate: { before: 1, after: 0.02 },
      fooled: null,
      doubts: [],
    },
    verdict: {
      answer: 'backdoor',
      label: 0,
      findings: [
        finding(),
        finding({ id: 'share', value: 0.8, limit: 0.5 }),
        finding({ id: 'nu-nc', value: 5, limit: 2 }),
      ],
      agreeing: 3,
      caveats: [],
    },
    series: [{ stage: 'search', metric: 'loss', steps: [1, 2], values: [0.5, 0.25] }],
    elapsedMs: 5000,
  };
}
