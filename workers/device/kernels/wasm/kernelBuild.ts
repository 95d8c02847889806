/**
 * The builds of the kernels. `relaxed` multiplies and adds in one instruction where the processor can; `shared` works on a
 * memory that several threads share.
 */
export interface KernelBuild {
  readonly relaxed: boolean;
  readonly shared: boolean;
}

/** The smallest module with `f32x4.relaxed_madd`: one function of type () -> v128. */
const RELAXED_PROBE = new Uint8Array([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b],
  ...[0x03, 0x02, 0x01, 0x00],
  // i32.const 0, i32x4.splat, three times; relaxed_madd; end
  ...[0x0a, 0x13, 0x01, 0x11, 0x00, 0x41, 0x00, 0xfd, 0x11, 0x41, 0x00, 0xfd, 0x11, 0x41, 0x00, 0xfd, 0x11],
  ...[0xfd, 0x85, 0x02, 0x0b],
]);

/** True where this engine knows relaxed SIMD. */
export function hasRelaxedSimd(): boolean {
  return WebAssembly.validate(RELAXED_PROBE);
}
