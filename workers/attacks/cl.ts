/**
 * CL, label-consistent poisoning (Turner et al. 2019), spec 2.4: images x of the target class become hard to recognise,
 *
 *   x <- x + step sign(gradient of CE(f(x), y)), held within `reach` of where it began and in 0..1
 *
 * with an honest (or adversarially trained) surrogate f in eval mode and no random start (BackdoorBench's craft_adv_dataset.py), then
 * get the patch. No label changes; in the test there is the patch alone.
 */
import { type ImageSet, take } from '../data/images';
import { poisonSet } from '../data/poison';
import { maximum, minimum, sub, type Tensor, tidy } from '../device/tf';
import { oneHotRows } from '../graph/batchTensors';
import type { Classifier } from '../graph/infer';
import { FaultError } from '../protocol';
import { type AttackContext, type AttackEvent, type AttackMethod, NO_NUMBERS } from './attack';
import { type Mover, searchPictures, withPixels } from './craft';
import { ascendLoss, SURROGATE, surrogateOf, trainHonestly } from './honest';
import { poisonSummary, trainOn } from './poisoning';

type Context = AttackContext<'cl'>;

/** Under which the perturbed images are kept. */
const PERTURBED = 'cl/perturbed';
const GREY_LEVELS = 255;

/** Makes the images of a batch harder to recognise; reach and step are grey levels. */
export function perturb(
  classifier: Classifier,
  { originals, oneHot }: { readonly originals: Tensor; readonly oneHot: Tensor },
  { reach, stepSize }: { readonly reach: number; readonly stepSize: number },
): Mover['step'] {
  const most = reach / GREY_LEVELS;
  return (pixels) => {
    const { pixels: free, loss } = ascendLoss(classifier, pixels, oneHot, stepSize / GREY_LEVELS);
    // What was within 0..1 stays there: so do the originals.
    const near = tidy(() => minimum(maximum(free, sub(originals, most)), sub(originals, -most)));
    free.dispose();
    return { pixels: near, loss };
  };
}

/** The images with noise against the surrogate, which is trained first. */
async function* makeHarder(context: Context, chosen: ImageSet): AsyncGenerator<AttackEvent, Uint8Array> {
  const { options, state, train } = context;
  const surrogate = surrogateOf(context);
  const { parameters } = surrogate;
  const reach = options.surrogateReach / GREY_LEVELS;
  yield* trainHonestly(context, { parameters, epochs: options.surrogateEpochs, reach });
  yield { kind: 'stage', stage: 'craft' };
  return yield* searchPictures({
    state,
    name: PERTURBED,
    images: chosen,
    batchSize: train.batchSize,
    steps: options.steps,
    begin: ({ from, to, originals }) => {
      const oneHot = oneHotRows(chosen.labels.subarray(from, to), chosen.classes.length);
      return {
        step: perturb(surrogate, { originals, oneHot }, options),
        dispose: () => {
          oneHot.dispose();
        },
      };
    },
  });
}

export const cl: AttackMethod<'cl'> = async function* (context) {
  const { images, options, seed, state, trigger } = context;
  if (trigger === null) throw new FaultError('trigger-invalid', { reason: 'missing' });
  const plan = { rate: options.rate, mode: 'clean-label', trigger, seed } as const;
  // The labels alone decide which images are drawn: they will be the same ones.
  const { poisoned } = poisonSet(images, plan);
  yield {
    kind: 'planted',
    trigger,
    poison: poisonSummary(images, { set: images, poisoned, cover: new Uint32Array() }),
  };
  const perturbed = yield* makeHarder(context, take(images, poisoned));
  state.drop(SURROGATE);
  yield* trainOn(context, poisonSet(withPixels(images, poisoned, perturbed), plan).set);
  return NO_NUMBERS;
};
