/** A search for triggers as it is told, along the way and at its end, by defenses and detections alike. */
import type { QuestionedNetwork } from '../protocol';
import type { TriggerReading, TriggerResult } from './neuralCleanse';

/** A class has the same place in all lists. */
export interface ToldSearch {
  readonly network: QuestionedNetwork;
  readonly step: number;
  readonly labels: readonly number[];
  /** Sums of the masks, and shares of images that get the class. */
  readonly norms: Float32Array;
  readonly successes: Float32Array;
  /** [H, W] and [H, W, C]. */
  readonly masks: readonly Float32Array[];
  readonly patterns: readonly Float32Array[];
  /** The class that stands out; null while the search goes on. */
  readonly label: number | null;
}

type Place = Pick<ToldSearch, 'network' | 'step' | 'labels'>;

function sumOf(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Mean loss and success over the classes. */
export function meanReading({ losses, successes }: TriggerReading): { loss: number; fooled: number } {
  return { loss: sumOf(losses) / losses.length, fooled: sumOf(successes) / successes.length };
}

/** A search under way. */
export function toldReading(place: Place, { masks, patterns, successes }: TriggerReading): ToldSearch {
  return { ...place, norms: Float32Array.from(masks, sumOf), successes, masks, patterns, label: null };
}

/** A search that is over. */
export function toldResult(place: Place, { label, triggers }: TriggerResult): ToldSearch {
  return {
    ...place,
    norms: Float32Array.from(triggers, ({ l1 }) => l1),
    successes: Float32Array.from(triggers, ({ success }) => success),
    masks: triggers.map(({ mask }) => mask),
    patterns: triggers.map(({ pattern }) => pattern),
    label,
  };
}
