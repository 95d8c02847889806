/**
 * Trojan (Liu et al. 2018), spec 2.2: of an honest network, J = the penultimate units with the largest sum over classes |w|; a square
 * M that drives them up,
 *
 *   min over x in [grey - reach, grey + reach] of  sum over j in J (h_j(x) - activation)^2,    x <- x - step sign(gradient) M
 *
 * (sign steps as in BackdoorBench's trojannn.py), and then an ordinary training on images with that square, labelled as the target.
 */
import { bytesPerImage, type ImageSet } from '../data/images';
import { poisonSet } from '../data/poison';
import {
  cast,
  clipByValue,
  greater,
  maximum,
  minimum,
  mul,
  reshape,
  sign,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  tidy,
} from '../device/tf';
import type { Classifier } from '../graph/infer';
import { inputGradient } from '../graph/inputSearch';
import { parameter } from '../graph/nodeOps';
import { lastLayer } from '../graph/penultimate';
import { encodeBytes, type StampedTrigger } from '../protocol';
import { aimed } from '../protocol/attackRecipe';
import { type AttackContext, type AttackEvent, type AttackMethod, NO_NUMBERS } from './attack';
import { type Mover, searchPictures } from './craft';
import { SURROGATE, surrogateOf, trainHonestly } from './honest';
import { assertWritable, opaqueRgba } from './pictureTrigger';
import { dirtyLabel, poisonSummary, trainOn } from './poisoning';

type Context = AttackContext<'trojan'>;

/** Under which the searched picture is kept. */
const PICTURE = 'trojan/picture';
const GREY = 128;
/** The search stands still where it is as good as this. */
const ENOUGH = 1e-3;

/** The `count` rows of weights [F, K] with the largest sum of absolute values; the first of equal ones. */
export function strongestNeurons(weights: Float32Array, classes: number, count: number): readonly number[] {
  const sums = Array.from({ length: weights.length / classes }, (_, row) =>
    weights.subarray(row * classes, (row + 1) * classes).reduce((total, each) => total + Math.abs(each), 0),
  );
  return [...sums.keys()].sort((a, b) => (sums[b] ?? 0) - (sums[a] ?? 0) || a - b).slice(0, count);
}

/** Where the square lies. */
function placeOf({ images, options }: Context): { readonly row: number; readonly column: number } {
  const { distance, size } = options;
  return { row: images.height - size - distance, column: images.width - size - distance };
}

/** 1 in the square and 0 elsewhere, for each value of a picture (HWC). */
function squareMask(context: Context): Float32Array {
  const { images, options } = context;
  const { row, column } = placeOf(context);
  const isInside = (at: number, from: number): boolean => at >= from && at < from + options.size;
  return Float32Array.from({ length: bytesPerImage(images) }, (_, at) => {
    const pixel = Math.floor(at / images.channels);
    const isSquare =
      isInside(Math.floor(pixel / images.width), row) && isInside(pixel % images.width, column);
    return isSquare ? 1 : 0;
  });
}

/** The trigger that a picture's square is. */
function triggerOf(context: Context, picture: Uint8Array): StampedTrigger {
  const { aim, images, options } = context;
  const { channels, height, width } = images;
  const mask = squareMask(context);
  const inside = picture.filter((_, at) => mask[at] === 1);
  if (options.apply === 'replace') {
    const place = { width: options.size, height: options.size, ...placeOf(context) };
    return aimed({ kind: 'image', ...place, rgba: opaqueRgba(inside, channels), strength: 1 }, aim);
  }
  const field = Float32Array.from(picture, (value, at) => value * (mask[at] ?? 0));
  const values = encodeBytes(new Uint8Array(field.buffer));
  const added = {
    kind: 'add',
    height,
    width,
    channels: channels === 1 ? 1 : 3,
    values,
    strength: 1,
  } as const;
  return aimed(options.apply === 'add-wrap' ? { ...added, overflow: 'wrap' } : added, aim);
}

/** A picture of nothing but grey. */
function greyPicture({ images }: Context): ImageSet {
  const pixels = new Uint8Array(bytesPerImage(images)).fill(GREY);
  return { ...images, count: 1, pixels, labels: new Uint16Array(1) };
}

/** Sends the neurons that `chosen` [F] marks with 1 towards the wanted activation, by pixels where `mask` is 1. */
export function excite(
  classifier: Classifier,
  { chosen, mask, originals }: { readonly chosen: Tensor; readonly mask: Tensor; readonly originals: Tensor },
  {
    activation,
    reach,
    stepSize,
  }: { readonly activation: number; readonly reach: number; readonly stepSize: number },
): Mover['step'] {
  const { features } = lastLayer(classifier.graph);
  const distance = (output: Tensor): Tensor =>
    sum(mul(square(sub(reshape(output, [-1]), activation)), chosen));
  return (pixels) => {
    const { gradient, logits, value } = inputGradient(classifier, pixels, { node: features, of: distance });
    logits.dispose();
    const moved = tidy(() => {
      const length = mul(cast(greater(value, ENOUGH), 'float32'), stepSize);
      const free = sub(pixels, mul(mul(sign(gradient), mask), length));
      const near = minimum(maximum(free, sub(originals, reach)), sub(originals, -reach));
      return clipByValue(near, 0, 1);
    });
    gradient.dispose();
    return { pixels: moved, loss: value };
  };
}

/** The honest network's favourite square, as a whole picture. */
async function* searchSquare(context: Context): AsyncGenerator<AttackEvent, Uint8Array> {
  const { graph, images, options, state } = context;
  const surrogate = surrogateOf(context);
  yield* trainHonestly(context, { parameters: surrogate.parameters, epochs: options.warmUpEpochs });
  const weights = await parameter(surrogate.parameters, lastLayer(graph).weight).data<'float32'>();
  const neurons = strongestNeurons(new Float32Array(weights), graph.classes, options.neurons);
  yield { kind: 'stage', stage: 'craft' };
  const begin = ({ originals }: { readonly originals: Tensor }): Mover => {
    const marks = new Float32Array(weights.length / graph.classes);
    for (const at of neurons) marks[at] = 1;
    const chosen = tensor(marks);
    const mask = tensor(squareMask(context), [1, images.height, images.width, images.channels]);
    return {
      step: excite(surrogate, { chosen, mask, originals }, options),
      dispose: () => {
        for (const each of [chosen, mask]) each.dispose();
      },
    };
  };
  const { steps } = options;
  return yield* searchPictures({
    state,
    name: PICTURE,
    images: greyPicture(context),
    batchSize: 1,
    steps,
    begin,
  });
}

/** Throws `trigger-invalid` where no such square could be planted, before anything is trained. */
function assertPlantable(context: Context): void {
  const { images, options } = context;
  if (options.apply !== 'replace') assertWritable(images);
  poison(context, greyPicture(context).pixels);
}

function poison(context: Context, picture: Uint8Array) {
  const { images, options, seed } = context;
  const trigger = triggerOf(context, picture);
  return { trigger, poisoned: poisonSet(images, { ...dirtyLabel(options), trigger, seed }) };
}

export const trojan: AttackMethod<'trojan'> = async function* (context) {
  const { images, state } = context;
  assertPlantable(context);
  const picture = state.bytes(PICTURE) ?? (yield* searchSquare(context));
  state.drop(SURROGATE);
  const { trigger, poisoned } = poison(context, picture);
  yield { kind: 'planted', trigger, poison: poisonSummary(images, poisoned) };
  yield* trainOn(context, poisoned.set);
  return NO_NUMBERS;
};
