/**
 * Bilinear enlargement along one axis as a matrix [factor L, L], as PyTorch's Upsample places its samples: output i lies at
 *
 *   i (L - 1) / (factor L - 1)              with aligned corners, so that the first and the last value stay what they are;
 *   max(0, (i + 1/2) / factor - 1/2)        otherwise, pixels being areas whose centres count,
 *
 * between two neighbours, each weighed by its nearness; beyond the last one the last one counts.
 */
export function enlargingMatrix(length: number, factor: number, alignCorners: boolean): Float32Array {
  const outputs = length * factor;
  const matrix = new Float32Array(outputs * length);
  for (let row = 0; row < outputs; row++) {
    const place = alignCorners
      ? (row * (length - 1)) / Math.max(1, outputs - 1)
      : Math.max(0, (row + 0.5) / factor - 0.5);
    const before = Math.min(Math.floor(place), length - 1);
    const after = Math.min(before + 1, length - 1);
    const share = place - before;
    const weigh = (at: number, weight: number): void => {
      matrix[row * length + at] = (matrix[row * length + at] ?? 0) + weight;
    };
    weigh(before, 1 - share);
    weigh(after, share);
  }
  return matrix;
}
