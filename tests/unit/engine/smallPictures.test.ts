/** Masks as pictures small enough to be sent. */
import { expect, it } from 'vitest';
import { smallMasks } from '../../../workers/engine/smallPictures';

it('keeps small masks as they are, one behind the other', () => {
  const masks = [Float32Array.of(0, 0.5, 1, 0.25, 0, 1), Float32Array.of(1, 1, 1, 0, 0, 0)];
  const { columns, rows, values } = smallMasks(masks, { height: 2, width: 3 });
  expect([rows, columns]).toEqual([2, 3]);
  expect([...values]).toEqual([0, 128, 255, 64, 0, 255, 255, 255, 255, 0, 0, 0]);
});

it('takes the mean of each square of larger ones, of what there is of it at the edge', () => {
  const [height, width] = [3, 65];
  // Three pixels a side make 22 columns; the last square is two wide.
  const mask = Float32Array.from({ length: height * width }, (_, at) => (at % width >= 63 ? 1 : 0));
  mask[0] = 0.8;
  const { columns, rows, values } = smallMasks([mask], { height, width });
  expect([rows, columns]).toEqual([1, 22]);
  expect(values[0]).toBe(Math.round((255 * 0.8) / 9));
  expect(values[1]).toBe(0);
  expect(values[21]).toBe(255);
});
