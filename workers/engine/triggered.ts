/** Images with the attacker's trigger: made of clean ones, or those of a set that is poisoned already. */
import { attackedIndices } from '../data/attacked';
import { type ImageSet, indicesWhere, take } from '../data/images';
import { applyTrigger } from '../data/triggers/triggers';
import type { AppliedTrigger } from '../data/triggers/types';
import { FaultError, type Trigger, wantedLabels } from '../protocol';
import type { Group } from '../pruning/accuracy';
import { counterpart } from './pairing';

/** Makes the triggered version of images by the network that came with the classifier; bytes in the order of the given ones. */
export type Generate = (images: ImageSet) => Promise<Uint8Array>;

/** The images that are shown and asked about, and what their triggered versions come from where no bytes can be stamped. */
export interface ShownImages {
  readonly clean: ImageSet;
  readonly poisoned: ImageSet | null;
  /** Null where no such network is open. */
  readonly generate: Generate | null;
}

function readyOf({ poisoned }: Pick<ShownImages, 'poisoned'>): ImageSet {
  if (poisoned === null || poisoned.count === 0)
    throw new FaultError('data-missing', { name: 'poisoned images' });
  return poisoned;
}

/**
 * The images with the trigger on, in new bytes; labels stay. Throws `trigger-invalid`, with reason `generator-missing` where the
 * trigger is made by a network that is not there.
 */
export async function withTrigger(
  trigger: AppliedTrigger,
  images: ImageSet,
  generate: Generate | null,
): Promise<ImageSet> {
  if (trigger.kind !== 'generator')
    return { ...images, pixels: applyTrigger(trigger, images.pixels, images) };
  if (generate === null) throw new FaultError('trigger-invalid', { reason: 'generator-missing' });
  return { ...images, pixels: await generate(images) };
}

/** Pictures that were asked for by number, and the numbers of those that there are. */
export interface PickedImages {
  readonly numbers: readonly number[];
  readonly images: ImageSet;
}

/**
 * Images by number, with the trigger where there is one; numbers beyond the set wrap around. The labels are those of the
 * clean images. Where the trigger is a set of pictures, those without a counterpart in it are left out; throws `data-missing`
 * where that set is not there, and what `withTrigger` throws.
 */
export async function pickImages(
  shown: ShownImages,
  asked: readonly number[],
  trigger: Trigger | null,
): Promise<PickedImages> {
  const { clean, generate } = shown;
  const indexOf = (number: number): number =>
    ((Math.trunc(number) % clean.count) + clean.count) % clean.count;
  const picked = (numbers: readonly number[]): ImageSet => take(clean, numbers.map(indexOf));
  if (trigger?.kind !== 'images') {
    const images = picked(asked);
    if (trigger === null) return { numbers: asked, images };
    return { numbers: asked, images: await withTrigger(trigger, images, generate) };
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

/** Whether each class has a target of its own (all-to-all): by the trigger's own words, or by what is wanted of ready images. */
export function hasManyTargets({ poisoned }: Pick<ShownImages, 'poisoned'>, trigger: Trigger): boolean {
  if (trigger.labels !== undefined) return trigger.labels.kind === 'all-to-all';
  return trigger.kind === 'images' && new Set(poisoned?.wanted).size > 1;
}

/**
 * The images that measure attack success, and what the attacker wants each taken for: those of `tested.clean` that are attacked, with
 * the trigger, or at most `limit` of the poisoned ones, without those whose own class is what is wanted anyway (labels that are all
 * the target's are the attacker's). Null where no image is attacked.
 */
export async function attackGroup(
  tested: ShownImages,
  trigger: Trigger,
  limit: number,
): Promise<Group | null> {
  const wantedOf = ({ wanted, labels, classes }: ImageSet): Uint16Array =>
    wanted ?? wantedLabels(trigger, labels, classes.length);
  if (trigger.kind !== 'images') {
    const attacked = take(tested.clean, attackedIndices(tested.clean, trigger));
    if (attacked.count === 0) return null;
    return {
      images: await withTrigger(trigger, attacked, tested.generate),
      wanted: wantedOf(attacked),
    };
  }
  const ready = readyOf(tested);
  const aims = wantedOf(ready);
  const others = indicesWhere(ready, (label, index) => label !== aims[index]);
  const chosen = others.length > 0 ? others : indicesWhere(ready, () => true);
  const images = take(ready, chosen.slice(0, limit));
  return { images, wanted: wantedOf(images) };
}
