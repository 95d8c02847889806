/**
 * Along one axis the gradient of a strided convolution's input falls into `stride` phases: the input positions
 * phase, phase + stride, ... meet the same taps (firstTap, firstTap + stride, ...), hence each phase is an ordinary
 * correlation of the output gradient with those taps in reverse order.
 */
export interface Phase {
  readonly phase: number;
  readonly firstTap: number;
  readonly taps: number;
  /** Number of input positions in this phase. */
  readonly positions: number;
  /** Output position of the first window; negative before the border. */
  readonly first: number;
}

/** All phases of an axis with at least one position. `before` is the padding of the forward convolution. */
export function phasesOf(size: number, taps: number, stride: number, before: number): Phase[] {
  const phases: Phase[] = [];
  for (let phase = 0; phase < Math.min(stride, size); phase++) {
    const firstTap = (phase + before) % stride;
    const count = firstTap < taps ? Math.ceil((taps - firstTap) / stride) : 0;
    const first = (phase + before - firstTap) / stride - (count - 1);
    phases.push({ phase, firstTap, taps: count, positions: Math.ceil((size - phase) / stride), first });
  }
  return phases;
}

/** Zeros needed before and the frame's whole length so that every window of every phase lies inside. */
export function frameAxis(phases: readonly Phase[]): { readonly before: number; readonly length: number } {
  const used = phases.filter(({ taps }) => taps > 0);
  const before = Math.max(0, ...used.map(({ first }) => -first));
  const length = Math.max(
    0,
    ...used.map(({ first, positions, taps }) => before + first + positions - 1 + taps),
  );
  return { before, length };
}
