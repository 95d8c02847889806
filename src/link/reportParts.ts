/** What reports of every method hold alike, as far as the page reads it. */
import * as v from 'valibot';
import { BACKENDS, METRICS, NORMALISATION_IDS } from '../../workers/protocol';

export const fraction = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
export const measured = v.nullable(fraction);
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
export const finite = v.pipe(v.number(), v.finite());
export const text = v.pipe(v.string(), v.maxLength(2000));

/** What test data and trigger say, null where there were none. */
export const evaluation = {
  cleanAccuracy: measured,
  attackSuccessRate: measured,
  targetClassAccuracy: measured,
};

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

export const device = v.looseObject({
  backend: v.picklist(BACKENDS),
  name: text,
  threads: count,
  threadsRefused: v.exactOptional(v.picklist(['not-isolated', 'refused'])),
  reason: text,
  software: v.boolean(),
  available: v.array(v.picklist(BACKENDS)),
  selfTestError: v.nullable(finite),
});

export const model = v.looseObject({
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

export const data = v.looseObject({
  kind: v.picklist(['shapes', 'files']),
  classes: v.array(text),
  defense: imageSet,
  test: v.nullable(imageSet),
  poisoned: v.optional(v.nullable(imageSet), null),
  pixels,
});

/** The curves of stages of these names. */
export function seriesOf<Stage extends string>(stages: readonly Stage[]) {
  return v.array(
    v.looseObject({
      stage: v.picklist(stages),
      metric: v.picklist(Object.keys(METRICS) as (keyof typeof METRICS)[]),
      steps: v.array(count),
      values: v.array(finite),
    }),
  );
}
