/**
 * PyTorch's AdaptiveAvgPool2d along one axis as a matrix [bins, length]: bin i is the mean of the values floor(i L / B) to
 * ceil((i + 1) L / B). Bins overlap where L is no multiple of B; values are repeated where there are fewer of them than bins.
 */
export function averagingMatrix(length: number, bins: number): Float32Array {
  const matrix = new Float32Array(bins * length);
  for (let bin = 0; bin < bins; bin++) {
    const from = Math.floor((bin * length) / bins);
    const to = Math.ceil(((bin + 1) * length) / bins);
    matrix.fill(1 / (to - from), bin * length + from, bin * length + to);
  }
  return matrix;
}
