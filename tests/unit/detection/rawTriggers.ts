/** Masks and patterns as scripts/make-defense-goldens.py makes them, a function of their names, before they are bent into 0..1. */
import { type CostedClass, triggerNames } from '../../../workers/detection/stampedLoss';
import type { HostTensors } from '../../../workers/graph/hostTensors';
import { GRAPH } from '../defenses/tinyDefense';
import { noise } from '../nets/madeUp';

const PIXELS = 64;

/** All classes of the tiny network. */
export const LABELS = Array.from({ length: GRAPH.classes }, (_, label) => label);

/** The numbers of all classes, by the names of `triggerNames`. */
export function rawTriggers(): HostTensors {
  const raw = (name: string, channels: number) => ({
    shape: [1, PIXELS, channels],
    data: Float32Array.from(noise(name, PIXELS * channels), (each) => 4 * each - 2),
  });
  return new Map(
    LABELS.flatMap((label) => {
      const { mask, pattern } = triggerNames(label);
      return [
        [mask, raw(mask, 1)],
        [pattern, raw(pattern, 3)],
      ] as const;
    }),
  );
}

/** Classes with a cost of their own each. */
export function costed(labels: readonly number[]): CostedClass[] {
  return labels.map((label) => ({ label, cost: 0.01 * (label + 1) }));
}
