/** One growing series: steps and values as typed arrays, handed out as views without copying. */

export interface PointView {
  readonly steps: Uint32Array;
  readonly values: Float32Array;
}

const FIRST_CAPACITY = 64;

export class PointTrack {
  #steps = new Uint32Array(FIRST_CAPACITY);
  #values = new Float32Array(FIRST_CAPACITY);
  #length = 0;
  #view: PointView | null = null;

  /** Appends readings. A step at or before the last one means a resumed run: what was recorded from there on goes. */
  append(steps: Uint32Array, values: Float32Array): void {
    const count = Math.min(steps.length, values.length);
    const first = steps[0];
    if (count === 0 || first === undefined) return;
    while (this.#length > 0 && (this.#steps[this.#length - 1] ?? 0) >= first) this.#length--;
    this.#reserve(this.#length + count);
    this.#steps.set(steps.subarray(0, count), this.#length);
    this.#values.set(values.subarray(0, count), this.#length);
    this.#length += count;
    this.#view = null;
  }

  /** All readings so far; the same object until something is appended. */
  view(): PointView {
    this.#view ??= {
      steps: this.#steps.subarray(0, this.#length),
      values: this.#values.subarray(0, this.#length),
    };
    return this.#view;
  }

  #reserve(length: number): void {
    if (length <= this.#steps.length) return;
    const capacity = Math.max(length, this.#steps.length * 2);
    const steps = new Uint32Array(capacity);
    const values = new Float32Array(capacity);
    steps.set(this.#steps);
    values.set(this.#values);
    this.#steps = steps;
    this.#values = values;
  }
}
