/** Images with the attacker's trigger: stamped onto clean ones, or those of a set that is poisoned already. */
import { type ImageSet, indicesWhere, take } from '../data/images';
import { applyTrigger } from '../data/triggers/triggers';
import { FaultError, type Trigger } from '../protocol';
import type { Group } from '../rnp/accuracy';

/** The images that are shown and asked about, and what stands in for their triggered versions where no trigger can be stamped. */
export interface ShownImages {
  readonly clean: ImageSet;
  readonly poisoned: ImageSet | null;
}

function readyOf({ poisoned }: Pick<ShownImages, 'poisoned'>): ImageSet {
  if (poisoned === null || poisoned.count === 0)
    throw new FaultError('data-missing', { name: 'poisoned images' });
  return poisoned;
}

/**
 * Images by number, with the trigger where there is one; numbers beyond the set wrap around. The labels are those of the
 * clean images. Throws `data-missing` where the trigger is a set that is not there.
 */
export function pickImages(
  shown: ShownImages,
  indices: readonly number[],
  trigger: Trigger | null,
): ImageSet {
  const { clean } = shown;
  const wrap = (index: number, count: number): number => ((Math.trunc(index) % count) + count) % count;
  const picked = take(
    clean,
    indices.map((index) => wrap(index, clean.count)),
  );
  if (trigger === null) return picked;
  if (trigger.kind !== 'images') return { ...picked, pixels: applyTrigger(trigger, picked.pixels, picked) };
  const ready = readyOf(shown);
  return take(
    ready,
    indices.map((index) => wrap(index, ready.count)),
  );
}

/** Whether each class has a target of its own (all-to-all), by what the attacker wants of ready images. */
export function hasManyTargets(poisoned: ImageSet | null, trigger: Trigger): boolean {
  return trigger.kind === 'images' && new Set(poisoned?.wanted).size > 1;
}

/**
 * The images that measure attack success, and what the attacker wants each taken for: `clean` with the trigger, or the poisoned
 * ones, without those whose own class is what is wanted anyway (labels that are all the target's are the attacker's).
 */
export function attackGroup(
  clean: ImageSet,
  poisoned: ImageSet | null,
  trigger: Trigger,
  limit: number,
): Group {
  const wantedOf = ({ count, wanted }: ImageSet): Uint16Array =>
    wanted ?? new Uint16Array(count).fill(trigger.target);
  if (trigger.kind !== 'images') {
    return {
      images: { ...clean, pixels: applyTrigger(trigger, clean.pixels, clean) },
      wanted: wantedOf(clean),
    };
  }
  const ready = readyOf({ poisoned });
  const aims = wantedOf(ready);
  const others = indicesWhere(ready, (label, index) => label !== aims[index]);
  const chosen = others.length > 0 ? others : indicesWhere(ready, () => true);
  const images = take(ready, chosen.slice(0, limit));
  return { images, wanted: wantedOf(images) };
}
