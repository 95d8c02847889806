/** The door for report files: checks everything the page will read, so that a foreign file cannot break it later. */
import * as v from 'valibot';
import { DOUBTS, FaultError, parseRecipe, type Report, STAGES } from '../../workers/protocol';
import {
  count,
  data,
  device,
  evaluation,
  finite,
  fraction,
  measured,
  model,
  seriesOf,
  text,
} from './reportParts';
import { checkParts, readReportJson, type ReportJson } from './reportJson';

const revealed = v.looseObject({ norm: finite, fooled: fraction, fooledAfter: fraction });

const evalRow = v.looseObject({
  threshold: v.nullable(finite),
  pruned: count,
  defenseAccuracy: fraction,
  ...evaluation,
});

const stage = v.looseObject({
  steps: count,
  epochs: finite,
  trainAccuracy: fraction,
  cleanAccuracy: measured,
  attackSuccessRate: measured,
});

const cutFilter = v.looseObject({ site: text, channel: count, mask: finite });

const reportSchema = v.looseObject({
  device,
  versions: v.record(v.string(), text),
  startedAt: v.pipe(text, v.isoTimestamp()),
  model,
  data,
  baseline: v.looseObject({
    ...evaluation,
    defenseAccuracy: fraction,
  }),
  unlearn: v.looseObject({ ...stage.entries, stopReason: text }),
  label: v.looseObject({
    histogram: v.array(count),
    predicted: count,
    share: fraction,
    margins: v.nullable(v.array(finite)),
    lead: v.nullable(finite),
  }),
  reveal: v.nullable(
    v.looseObject({
      ...revealed.entries,
      // Reports of older versions reveal once.
      again: v.optional(v.array(revealed), []),
      standing: v.optional(v.nullable(v.looseObject({ left: finite, lead: finite })), null),
    }),
  ),
  recover: stage,
  masks: v.array(v.looseObject({ site: text, values: v.array(fraction), mean: v.array(fraction) })),
  prune: v.looseObject({
    rows: v.array(evalRow),
    // Reports of older versions have neither: their cut follows the masks.
    head: v.optional(v.array(cutFilter), []),
    countRows: v.optional(v.array(evalRow), []),
    chosen: v.looseObject({ ...evalRow.entries, rule: text, filters: v.array(cutFilter), vetoed: count }),
  }),
  doubts: v.array(v.picklist(DOUBTS)),
  series: seriesOf(STAGES),
  elapsedMs: v.looseObject({ total: finite, unlearn: finite, recover: finite, prune: finite }),
});

/** Largest report file that is looked at; a real one stays below a few megabytes. */
export const LARGEST_REPORT_BYTES = 50_000_000;

/** Reports of older versions name the normalisation where newer ones describe the pixels. */
function withPixels(value: ReportJson): ReportJson {
  const { data: given } = value;
  if (typeof given !== 'object' || given === null || 'pixels' in given || !('normalisation' in given))
    return value;
  return { ...value, data: { ...given, pixels: { normalisation: given.normalisation } } };
}

/** Every mask must belong to a mask site of the network it names, channel by channel. */
function checkMasks({ model: { maskSites }, masks }: Report): void {
  const channels = new Map(maskSites.map(({ id, channels }) => [id, channels]));
  for (const { site, values, mean } of masks)
    if (channels.get(site) !== values.length || values.length !== mean.length)
      throw new FaultError('masks-mismatch', {
        reason: `the masks of ${site} have another number of filters`,
      });
}

/** Checks what a file of RNP's format holds. Throws `recipe-invalid`, `file-damaged` or `masks-mismatch`. */
export function checkReport(value: ReportJson): Report {
  const recipe = parseRecipe(value['recipe']);
  // Everything the page reads is checked here; what the schema leaves open is only shown as text.
  const report = { ...checkParts(reportSchema, withPixels(value)), recipe } as unknown as Report;
  checkMasks(report);
  return report;
}

/**
 * Reads a report from JSON text. Throws `file-empty`, `file-damaged`, `file-unknown`, `link-newer`, `recipe-invalid`
 * or `masks-mismatch`.
 */
export function restoreReport(json: string): Report {
  return checkReport(readReportJson(json, ['rnp-report']));
}
