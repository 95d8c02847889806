/** A time limit that can be taken back. */
export interface Deadline {
  readonly passed: Promise<'late'>;
  stop(): void;
}

/** Passes after `ms`, unless it was stopped. */
export function deadline(ms: number): Deadline {
  let timer: ReturnType<typeof setTimeout>;
  const passed = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), ms)));
  return { passed, stop: () => clearTimeout(timer) };
}
