/** What the user says about a model file where the file does not say it, or not rightly. Part of a recipe, so that a link repeats it. */
import * as v from 'valibot';

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(256));
const side = v.pipe(v.number(), v.integer(), v.minValue(8), v.maxValue(512));

/** Most tensors that may be mapped by hand. */
const MOST_MAPPED = 2000;

export const modelHintSchema = v.strictObject({
  /** Id of an architecture family, e.g. `resnet-cifar`; recognised by keys and shapes where absent. */
  architecture: v.exactOptional(name),
  /** Height and width of the pictures the network takes; by the architecture where absent. */
  inputSize: v.exactOptional(v.tuple([side, side])),
  /** The network's parameter on the left, the file's tensor on the right. Tensors that are not named are matched by name. */
  mapping: v.exactOptional(v.pipe(v.array(v.tuple([name, name])), v.maxLength(MOST_MAPPED))),
});
export type ModelHint = v.InferOutput<typeof modelHintSchema>;
