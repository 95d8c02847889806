/** The door for report files: checks everything the page will read, so that a foreign file cannot break it later. */
import * as v from 'valibot';
import {
  BACKENDS,
  DOUBTS,
  FaultError,
  firstIssue,
  METRICS,
  NORMALISATION_IDS,
  parseRecipe,
  type Report,
  REPORT_VERSION,
} from '../../workers/protocol';

const fraction = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const measured = v.nullable(fraction);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const finite = v.pipe(v.number(), v.finite());
const text = v.pipe(v.string(), v.maxLength(2000));
const metric = v.picklist(Object.keys(METRICS) as (keyof typeof METRICS)[]);

const revealed = v.looseObject({ norm: finite, fooled: fraction, fooledAfter: fraction });
const evalRow = v.looseObject({
  threshold: v.nullable(finite),
  pruned: count,
  defenseAccuracy: fraction,
  cleanAccuracy: measured,
  attackSuccessRate: measured,
  targetClassAccuracy: measured,
});

const imageSet = v.looseObject({
  name: text,
  sha256: text,
  count,
  height: count,
  width: count,
  channels: count,
  classCounts: v.array(count),
  // Reports of older versions know one format only, and no resizing.
  format: v.optional(text, 'cifar10-binary'),
  resized: v.optional(
    v.nullable(v.looseObject({ from: v.union([text, v.array(count)]), to: v.array(count) })),
    null,
  ),
  notes: v.optional(v.array(v.looseObject({ code: text })), []),
});

const maskSite = v.looseObject({ id: text, channels: count, stage: count, lastInBlock: v.boolean() });

const stage = v.looseObject({
  steps: count,
  epochs: finite,
  trainAccuracy: fraction,
  cleanAccuracy: measured,
  attackSuccessRate: measured,
});

const device = v.looseObject({
  backend: v.picklist(BACKENDS),
  name: text,
  threads: count,
  threadsRefused: v.exactOptional(v.picklist(['not-isolated', 'refused'])),
  reason: text,
  software: v.boolean(),
  available: v.array(v.picklist(BACKENDS)),
  selfTestError: v.nullable(finite),
});

const model = v.looseObject({
  name: text,
  sha256: text,
  format: text,
  architecture: text,
  classes: count,
  inputHeight: count,
  inputWidth: count,
  inputChannels: count,
  parameters: count,
  maskSites: v.array(maskSite),
  channels: count,
  matched: v.array(text),
  missing: v.array(text),
  unused: v.array(text),
  layers: v.array(text),
  notes: v.optional(v.array(v.looseObject({ kind: text })), []),
  attack: v.optional(v.nullable(v.looseObject({})), null),
});

const pixels = v.looseObject({
  normalisation: v.picklist(NORMALISATION_IDS),
  channelOrder: v.exactOptional(v.literal('bgr')),
  layout: v.exactOptional(v.picklist(['turned', 'interleaved'])),
});

const data = v.looseObject({
  kind: v.picklist(['shapes', 'files']),
  classes: v.array(text),
  defense: imageSet,
  test: v.nullable(imageSet),
  poisoned: v.optional(v.nullable(imageSet), null),
  pixels,
});

const cutFilter = v.looseObject({ site: text, channel: count, mask: finite });

const series = v.looseObject({
  stage: v.picklist(['unlearn', 'recover', 'prune']),
  metric,
  steps: v.array(count),
  values: v.array(finite),
});

const reportSchema = v.looseObject({
  device,
  versions: v.record(v.string(), text),
  startedAt: v.pipe(text, v.isoTimestamp()),
  model,
  data,
  baseline: v.looseObject({
    cleanAccuracy: measured,
    attackSuccessRate: measured,
    targetClassAccuracy: measured,
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
  series: v.array(series),
  elapsedMs: v.looseObject({ total: finite, unlearn: finite, recover: finite, prune: finite }),
});

/** Largest report file that is looked at; a real one stays below a few megabytes. */
export const LARGEST_REPORT_BYTES = 50_000_000;

function parseJson(json: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (thrown) {
    throw new FaultError('file-damaged', { reason: 'it is no complete JSON' }, { detail: String(thrown) });
  }
  const isReport =
    typeof value === 'object' && value !== null && 'format' in value && value.format === 'rnp-report';
  if (!isReport) throw new FaultError('file-unknown', { found: 'JSON, but no report of this playground' });
  return value as Readonly<Record<string, unknown>>;
}

/** Reports of older versions name the normalisation where newer ones describe the pixels. */
function withPixels(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
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

/**
 * Reads a report from JSON text. Throws `file-empty`, `file-damaged`, `file-unknown`, `link-newer`, `recipe-invalid`
 * or `masks-mismatch`.
 */
export function restoreReport(json: string): Report {
  if (json.trim() === '') throw new FaultError('file-empty');
  const value = parseJson(json);
  const version = value['version'];
  if (typeof version === 'number' && version > REPORT_VERSION)
    throw new FaultError('link-newer', { version, known: REPORT_VERSION });
  if (version !== REPORT_VERSION)
    throw new FaultError('file-unknown', { found: 'a report without a version' });
  const recipe = parseRecipe(value['recipe']);
  const checked = v.safeParse(reportSchema, withPixels(value));
  if (!checked.success) {
    const { field, found } = firstIssue(checked.issues, 'report');
    throw new FaultError('file-damaged', { reason: `the field ${field} is ${found}` });
  }
  // Everything the page reads was checked above; what the schema leaves open is only shown as text.
  const report = { ...checked.output, recipe } as unknown as Report;
  checkMasks(report);
  return report;
}
