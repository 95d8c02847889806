/** Labels out of arrays: class numbers, or one row of zeros and a single one for each picture. */
import { FaultError } from '../../protocol/faults';
import { MOST_CLASSES } from './budget';
import { numberedClasses, numberedLabels, type Labelled } from './classes';
import { piecesOf, type NpyRows } from './npyRows';

function refused(name: string, reason: string): FaultError {
  return new FaultError('images-unusable', { reason }, { file: name });
}

/**
 * (N,) or (N, 1) class numbers of any type, or (N, K) one-hot rows.
 * @throws FaultError `images-unusable`; `labels-out-of-range`
 */
export async function readArrayLabels(array: NpyRows): Promise<Labelled> {
  const { name, shape, rowValues } = array;
  if (shape.length > 2 || shape.length === 0 || rowValues === 0 || rowValues > MOST_CLASSES) {
    throw refused(name, `the labels have the shape (${shape.join(', ')}); expected is (N) or (N, classes)`);
  }
  const values: number[] = [];
  for await (const piece of piecesOf(array)) {
    for (let i = 0; i < piece.values.length / rowValues; i++) {
      values.push(
        rowValues === 1 ? (piece.values[i] ?? 0) : hotAt(piece.values, i * rowValues, rowValues, name),
      );
    }
  }
  const labelled = numberedLabels(values);
  return rowValues === 1 ? labelled : { ...labelled, classes: numberedClasses(rowValues) };
}

/** Place of the one in a row of zeros. */
function hotAt(values: ArrayLike<number>, at: number, classes: number, name: string): number {
  let hot = -1;
  for (let label = 0; label < classes; label++) {
    const value = values[at + label];
    if (value === 0) continue;
    if (value !== 1 || hot >= 0) throw refused(name, 'the labels are neither class numbers nor one-hot rows');
    hot = label;
  }
  if (hot < 0) throw refused(name, 'the labels are neither class numbers nor one-hot rows');
  return hot;
}
