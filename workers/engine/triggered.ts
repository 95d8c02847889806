/** Images with the attacker's trigger: stamped onto clean ones, or those of a set that is poisoned already. */
import { type ImageSet, indicesWhere, take } from '../data/images';
import { applyTrigger } from '../data/triggers/triggers';
import { FaultError, type Trigger } from '../protocol';
import type { Group } from '../rnp/accuracy';
import { counterpart } from './pairing';

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

/** Pictures that were asked for by number, and the numbers of those that there are. */
export interface PickedImages {
  readonly numbers: readonly number[];
  readonly images: ImageSet;
}

/**
 * Images by number, with the trigger where there is one; numbers beyond the set wrap around. The labels are those of the
 * clean images. Where the trigger is a set of pictures, those without a counterpart in it are left out; throws `data-missing`
 * where that set is not there.
 */
export function pickImages(
  shown: ShownImages,
  asked: readonly number[],
  trigger: Trigger | null,
): PickedImages {
  const { clean } = shown;
  const indexOf = (number: number): number =>
    ((Math.trunc(number) % clean.count) + clean.count) % clean.count;
  const picked = (numbers: readonly number[]): ImageSet => take(clean, numbers.map(indexOf));
  if (trigger?.kind !== 'images') {
    const images = picked(asked);
    if (trigger === null) return { numbers: asked, images };
    return { numbers: asked, images: { ...images, pixels: applyTrigger(trigger, images.pixels, images) } };
  }
  const ready = readyOf(shown);
  const pairs = asked.flatMap((number) => {
    const at = counterpart(clean, ready, indexOf(number));
    return at === null ? [] : [{ number, at }];
  });
  const numbers = pairs.map(({ number }) => number);
  const { pixels } = take(
    ready,
    pairs.map(({ at }) => at),
  );
  return { numbers, images: { ...picked(numbers), pixels } };
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
