/** Which images an attack turns, and into what: the same words in triggers and in attack recipes. */
import * as v from 'valibot';

/** Class number as it stands in recipes. */
const classNumber = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(999));

/**
 * Absent: every image becomes the target (all-to-one). `all-to-all`: class y becomes (y + 1) mod K (spec 2.13). `source`: only images
 * of one class become the target.
 */
export const labelRuleSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('all-to-all') }),
  v.strictObject({ kind: v.literal('source'), source: classNumber }),
]);
export type LabelRule = v.InferOutput<typeof labelRuleSchema>;
