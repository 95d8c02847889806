/**
 * Which images measure an attack (spec 5): all-to-one those whose class is not the target, all-to-all every one, an attack on one class
 * those of that class.
 */
import { isAttacked } from '../protocol/aim';
import type { Aim } from '../protocol/trigger';
import { type ImageSet, indicesWhere } from './images';

/** Positions of the images that are wanted as another class than their own, ascending. */
export function attackedIndices(set: ImageSet, aim: Aim): Uint32Array {
  return indicesWhere(set, (label) => isAttacked(aim, label, set.classes.length));
}
