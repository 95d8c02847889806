/** The door for reports of detections. It brings the schemas of all detectors along; the first screen goes without it. */
import * as v from 'valibot';
import {
  CAVEATS,
  DEFENSE_STAGES,
  type DetectionReport,
  DOUBTS,
  FaultError,
  FINDINGS,
  fromBase64,
  QUESTIONED_NETWORKS,
  type SearchEvidence,
  STAGES,
} from '../../workers/protocol';
import { parseDetectionRecipe } from '../../workers/protocol/detectionRecipe';
import { checkParts, readReportJson } from './reportJson';
import { count, data, device, finite, fraction, measured, model, seriesOf, text } from './reportParts';

const network = v.picklist(QUESTIONED_NETWORKS);
const counts = v.array(count);
const answer = v.picklist(['backdoor', 'unsure', 'nothing-found']);

const label = v.looseObject({
  trace: v.looseObject({
    images: count,
    steps: counts,
    accuracies: v.array(fraction),
    histograms: v.array(counts),
  }),
  histogram: counts,
  predicted: count,
  share: fraction,
  entropy: finite,
  margins: v.nullable(v.looseObject({ values: v.array(finite), label: count, lead: finite })),
  stopReason: text,
});

const search = v.looseObject({
  network,
  triggers: v.array(
    v.looseObject({
      label: count,
      l1: finite,
      l2: finite,
      success: fraction,
      hasSucceeded: v.boolean(),
      index: v.nullable(finite),
      isFlagged: v.boolean(),
      overlap: v.nullable(v.looseObject({ iou: finite, correlation: finite })),
    }),
  ),
  label: count,
  pictures: v.looseObject({ rows: count, columns: count, masks: v.string(), patterns: v.string() }),
});

const strip = v.looseObject({
  network,
  overlays: count,
  clean: v.array(finite),
  triggered: v.nullable(v.array(finite)),
  threshold: v.nullable(finite),
  falseRejection: fraction,
});

const beforeAfter = v.looseObject({ before: measured, after: measured });
const measuredBeforeAfter = v.looseObject({ before: fraction, after: fraction });

const repair = v.looseObject({
  pruned: count,
  defenseAccuracy: measuredBeforeAfter,
  cleanAccuracy: beforeAfter,
  attackSuccessRate: beforeAfter,
  fooled: v.nullable(measuredBeforeAfter),
  doubts: v.array(v.picklist(DOUBTS)),
});

const verdict = v.looseObject({
  answer,
  label: v.nullable(count),
  findings: v.array(
    v.looseObject({
      id: v.picklist(FINDINGS),
      label: count,
      value: finite,
      limit: finite,
      speaks: v.boolean(),
      honest: v.looseObject({ networks: count, asMuch: count }),
    }),
  ),
  agreeing: count,
  caveats: v.array(v.picklist(CAVEATS)),
});

const reportSchema = v.looseObject({
  device,
  versions: v.record(v.string(), text),
  startedAt: v.pipe(text, v.isoTimestamp()),
  model,
  data,
  defenseAccuracy: fraction,
  label,
  searches: v.array(search),
  strips: v.array(strip),
  repair: v.nullable(repair),
  verdict,
  series: seriesOf([...STAGES, ...DEFENSE_STAGES]),
  elapsedMs: finite,
});

function damaged(reason: string): FaultError {
  return new FaultError('file-damaged', { reason });
}

function byteLength(base64: string): number {
  try {
    return fromBase64(base64).length;
  } catch {
    throw damaged('a picture in it is no base64');
  }
}

/** Every trigger must have its picture. */
function checkPictures({ pictures, triggers }: SearchEvidence): void {
  const size = pictures.rows * pictures.columns * triggers.length;
  if (byteLength(pictures.masks) !== size || byteLength(pictures.patterns) !== 3 * size)
    throw damaged('its pictures of triggers are of another number or size');
}

/** Every step must have its predictions, one number a class. */
function checkTrace({ trace, histogram }: DetectionReport['label']): void {
  const { accuracies, histograms, steps } = trace;
  const isWhole =
    accuracies.length === steps.length &&
    histograms.length === steps.length &&
    histograms.every((each) => each.length === histogram.length);
  if (!isWhole) throw damaged('its predictions are of another number of steps or classes');
}

/** Reads a detection's report from JSON text. Throws `file-empty`, `file-damaged`, `file-unknown`, `link-newer` or `recipe-invalid`. */
export function restoreDetectionReport(json: string): DetectionReport {
  const value = readReportJson(json, ['rnp-detection-report']);
  const recipe = parseDetectionRecipe(value['recipe']);
  // What the schema leaves open is only shown as text.
  const report = { ...checkParts(reportSchema, value), recipe } as unknown as DetectionReport;
  report.searches.forEach(checkPictures);
  checkTrace(report.label);
  return report;
}
