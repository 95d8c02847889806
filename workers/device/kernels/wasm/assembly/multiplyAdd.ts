/**
 * a * b + sum, four times: fused to one instruction in the build for engines with relaxed SIMD, which doubles the speed
 * on processors with two floating-point pipes; two instructions otherwise.
 */
export function multiplyAdd(a: v128, b: v128, sum: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, sum);
  return f32x4.add(sum, f32x4.mul(a, b));
}
