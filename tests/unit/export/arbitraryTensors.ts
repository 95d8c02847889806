/** Tensors of every type and shape, for property tests. */
import { array, constantFrom, integer, string, tuple, uint8Array, type Arbitrary } from 'fast-check';
import {
  ELEMENT_BYTES,
  ELEMENT_TYPES,
  elementCount,
  tensorOf,
  type ElementType,
  type RawTensor,
} from '../../../workers/readers/elements';

const MAX_ELEMENTS = 256;

/** Random bits as a reader would give them; NaN becomes 0, since its many bit patterns mean the same. */
const tensor: Arbitrary<RawTensor> = tuple(
  array(integer({ min: 0, max: 4 }), { maxLength: 4 }),
  constantFrom<ElementType[]>(...ELEMENT_TYPES),
  uint8Array({ minLength: 8 * MAX_ELEMENTS, maxLength: 8 * MAX_ELEMENTS }),
).map(([shape, dtype, pool]) => {
  const size = ELEMENT_BYTES[dtype];
  const bytes = pool.slice(0, elementCount(shape) * size);
  const { data } = tensorOf(shape, dtype, bytes.slice());
  data.forEach((value, i) => Number.isNaN(value) && bytes.fill(0, i * size, (i + 1) * size));
  return tensorOf(shape, dtype, bytes);
});

/** State dicts of up to six of them. A JSON reader moves names that look like integers, so none are drawn. */
export const stateDict: Arbitrary<Map<string, RawTensor>> = array(
  tuple(
    string({ minLength: 1, unit: 'grapheme' }).map((text) => `t.${text}`),
    tensor,
  ),
  { maxLength: 6 },
).map((pairs) => new Map(pairs));
