/** One image as a network sees it, plain and with the trigger. */
import type { NetworkState, Picture, RecordedSample, Trigger } from '../../../workers/protocol';
import type { SampleSource } from './findSample';
import { recordedPicture } from './pictures';
import { likeliest, type Verdict } from './verdict';

export interface PredictedSide {
  /** True class of the image. */
  readonly label: number;
  readonly picture: Picture;
  readonly verdict: Verdict;
}
export interface PredictedPair {
  readonly clean: PredictedSide;
  /** Null without a trigger, and where the poisoned pictures hold none made of this one. */
  readonly triggered: PredictedSide | null;
}

/** The pair of a recorded sample, before or after the cut. */
export function recordedPair(sample: RecordedSample, when: 'before' | 'after'): PredictedPair {
  const side = (kind: 'clean' | 'triggered'): PredictedSide => ({
    label: sample.label,
    picture: recordedPicture(sample, sample[kind]),
    verdict: likeliest(sample[when][kind]),
  });
  return { clean: side('clean'), triggered: side('triggered') };
}

/** Which network is asked about which image. */
export interface SideQuestion {
  readonly network: NetworkState;
  readonly image: number;
  readonly trigger: Trigger | null;
}

/** Asks the engine about one picture; null where it does not answer (busy, replaced, no network). */
export async function askSide(source: SampleSource, question: SideQuestion): Promise<PredictedSide | null> {
  const { network, image, trigger } = question;
  const answer = await source.predict({ network, images: [image], trigger });
  const prediction = answer.ok ? answer.value[0] : undefined;
  if (prediction === undefined) return null;
  const { label, picture, probabilities } = prediction;
  return { label, picture, verdict: likeliest(probabilities) };
}

/** Both sides, asked one after the other; null where either stays unanswered. Ready poisoned pictures need not hold this one. */
export async function askPair(source: SampleSource, question: SideQuestion): Promise<PredictedPair | null> {
  const clean = await askSide(source, { ...question, trigger: null });
  if (clean === null) return null;
  if (question.trigger === null) return { clean, triggered: null };
  const triggered = await askSide(source, question);
  return triggered === null && question.trigger.kind !== 'images' ? null : { clean, triggered };
}
