/** Structural similarity: values and gradients of PyTorch (scripts/make-detoxification-goldens.py). */
import { beforeAll, describe, expect, it } from 'vitest';
import { engine, type Rank, type Tensor, tensor, type Tensor4D, tidy } from '../../../workers/device/tf';
import { gaussianMatrix, structuralSimilarity } from '../../../workers/graph/ssim';
import golden from '../../fixtures/detoxification.json' with { type: 'json' };
import { startBackend, tensorCount } from './backends';

const { height, width } = golden;

/** As the script makes them. */
function madeUp(shift: number): Float64Array {
  return Float64Array.from(
    { length: 2 * height * width * 3 },
    (_, i) => ((37 * i * i + 11 * i + shift) % 251) / 255,
  );
}

function pictures(values: Float64Array): Tensor4D {
  return tensor<Rank.R4>(Float32Array.from(values), [2, height, width, 3]);
}

describe('structural similarity', () => {
  beforeAll(() => startBackend('wasm'));

  it('has PyTorch’s value and gradient', async () => {
    const before = tensorCount();
    const x = pictures(madeUp(5));
    const other = madeUp(90);
    const y = pictures(madeUp(5).map((value, at) => 0.7 * value + 0.3 * (other[at] ?? 0)));
    const { value, grads } = tidy(() => engine().gradients(() => structuralSimilarity(x, y), [y]));
    expect((await value.data())[0]).toBeCloseTo(golden.similarity, 5);
    const [gradient] = grads as [Tensor];
    const values = await gradient.data();
    golden.gradient.forEach((each, at) => expect(values[at]).toBeCloseTo(each, 5));
    for (const each of [x, y, value, gradient]) each.dispose();
    expect(tensorCount()).toBe(before);
  });

  it('is 1 for the same picture', async () => {
    const x = pictures(madeUp(5));
    const value = tidy(() => structuralSimilarity(x, x));
    expect((await value.data())[0]).toBeCloseTo(1, 5);
    x.dispose();
    value.dispose();
  });

  it('has a window of eleven pixels whose weights sum to 1, also where the border cuts it', () => {
    const matrix = gaussianMatrix(13);
    for (let row = 0; row < 13; row++) {
      const weights = matrix.subarray(row * 13, (row + 1) * 13);
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 6);
    }
    expect(matrix.subarray(0, 13).filter((weight) => weight > 0)).toHaveLength(6);
    expect(matrix.subarray(6 * 13, 7 * 13).filter((weight) => weight > 0)).toHaveLength(11);
  });
});
