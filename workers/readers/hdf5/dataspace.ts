import { damaged } from '../damage';
import type { Cursor } from './cursor';

/** More axes than any tensor of a network has. */
const MOST_AXES = 32;

/** The shape a dataspace message states: [] for a scalar, null for "no data". */
export function readDataspace(cursor: Cursor): readonly number[] | null {
  const version = cursor.u8();
  const rank = cursor.u8();
  cursor.skip(1);
  if (version !== 1 && version !== 2) throw damaged('a shape in it is of no known version');
  const isNull = version === 2 ? cursor.u8() === 2 : (cursor.skip(5), false);
  if (rank > MOST_AXES) throw damaged('a tensor in it has too many axes');
  const shape = Array.from({ length: rank }, () => cursor.length());
  if (!Number.isSafeInteger(shape.reduce((product, size) => product * Math.max(1, size), 1))) {
    throw damaged('a tensor in it has an impossible shape');
  }
  return isNull ? null : shape;
}
