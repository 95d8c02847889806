/** Which image of the loaded set stands on the first screen: the recorded one where it is there, else a telling one. */
import {
  type Aim,
  isAttacked,
  type NetworkState,
  type Picture,
  type Prediction,
  type Result,
  type Trigger,
  wantedLabel,
} from '../../../workers/protocol';
import { isSamePicture } from './pictures';
import { likeliest } from './verdict';

/** What is asked of the engine; the page's client has this shape. */
export interface PredictionQuestion {
  readonly network: NetworkState;
  readonly images: readonly number[];
  readonly trigger: Trigger | null;
}
export interface SampleSource {
  predict(question: PredictionQuestion): Promise<Result<readonly Prediction[]>>;
  preview(question: {
    images: readonly number[];
    trigger: Trigger | null;
  }): Promise<Result<readonly Picture[]>>;
}

const LOOK_FOR_RECORDED = 64;
const LOOK_FOR_TELLING = 20;

function firstImages(count: number, available: number): readonly number[] {
  return Array.from({ length: Math.min(count, available) }, (_, index) => index);
}

async function findRecorded(
  source: SampleSource,
  wanted: Picture,
  available: number,
): Promise<number | null> {
  const images = firstImages(LOOK_FOR_RECORDED, available);
  const answer = await source.preview({ images, trigger: null });
  if (!answer.ok) return null;
  const at = answer.value.findIndex((picture) => isSamePicture(picture, wanted));
  return images[at] ?? null;
}

/** Whether the trigger is to turn the image into another class; of no trigger every image is as good. */
function isAimedAt({ label, probabilities }: Prediction, aim: Aim | null): boolean {
  return aim === null || isAttacked(aim, label, probabilities.length);
}

/** An image is telling when the attacker wants it taken for another class and the network names it rightly. */
function isTelling(prediction: Prediction, aim: Aim | null): boolean {
  return isAimedAt(prediction, aim) && likeliest(prediction.probabilities).label === prediction.label;
}

/** The first of `images` that the trigger turns into what is wanted, else the first that there is with it; null where there is none. */
async function findFooled(
  source: SampleSource,
  images: readonly number[],
  trigger: Trigger | null,
): Promise<number | null> {
  if (trigger === null || images.length === 0) return null;
  const answer = await source.predict({ network: 'backdoored', images, trigger });
  if (!answer.ok) return null;
  const isFooled = ({ label, probabilities }: Prediction) =>
    likeliest(probabilities).label === wantedLabel(trigger, label, probabilities.length);
  return (answer.value.find(isFooled) ?? answer.value[0])?.image ?? null;
}

/**
 * The index of the image to show among `available` images: the one equal to `wanted`, else the first telling one that the
 * trigger works on, else the first telling one, else the first that is attacked. Null where the engine
 * does not answer or there are no images.
 */
export async function findSample(
  source: SampleSource,
  wanted: Picture | null,
  trigger: Trigger | null,
  available: number,
): Promise<number | null> {
  const recorded = wanted === null ? null : await findRecorded(source, wanted, available);
  if (recorded !== null) return recorded;
  const images = firstImages(LOOK_FOR_TELLING, available);
  if (images.length === 0) return null;
  const answer = await source.predict({ network: 'backdoored', images, trigger: null });
  if (!answer.ok) return null;
  const telling = answer.value.filter((each) => isTelling(each, trigger)).map(({ image }) => image);
  const other = answer.value.find((each) => isAimedAt(each, trigger)) ?? answer.value[0];
  return (await findFooled(source, telling, trigger)) ?? telling[0] ?? other?.image ?? null;
}
