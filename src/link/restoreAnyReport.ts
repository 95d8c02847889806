/** The door for report files of every method. It brings the schemas of all defenses along; the first screen takes `restoreReport`. */
import * as v from 'valibot';
import { type AnyReport, DEFENSE_STAGES, type DefenseReport, STAGES } from '../../workers/protocol';
import { parseDefenseRecipe } from '../../workers/protocol/defenseRecipe';
import { checkParts, readReportJson, type ReportJson } from './reportJson';
import { count, data, device, evaluation, finite, fraction, model, seriesOf, text } from './reportParts';
import { checkReport } from './restoreReport';

const pointRow = v.looseObject({
  at: finite,
  pruned: count,
  heldOutAccuracy: fraction,
  isWithin: v.boolean(),
  ...evaluation,
});

const defenseReportSchema = v.looseObject({
  device,
  versions: v.record(v.string(), text),
  startedAt: v.pipe(text, v.isoTimestamp()),
  model,
  data,
  baseline: v.looseObject({ ...evaluation, heldOutAccuracy: fraction }),
  points: v.array(pointRow),
  chosen: pointRow,
  series: seriesOf([...STAGES, ...DEFENSE_STAGES]),
  elapsedMs: finite,
});

function checkDefenseReport(value: ReportJson): DefenseReport {
  const recipe = parseDefenseRecipe(value['recipe']);
  // What the schema leaves open is only shown as text.
  return { ...checkParts(defenseReportSchema, value), recipe } as unknown as DefenseReport;
}

/**
 * Reads a report of RNP or of another defense from JSON text. Throws `file-empty`, `file-damaged`, `file-unknown`, `link-newer`,
 * `recipe-invalid` or `masks-mismatch`.
 */
export function restoreAnyReport(json: string): AnyReport {
  const value = readReportJson(json, ['rnp-report', 'rnp-defense-report']);
  return value['format'] === 'rnp-defense-report' ? checkDefenseReport(value) : checkReport(value);
}
