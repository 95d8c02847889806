/** Collects the logits of a set of images batch by batch, read back at the device's pace. */
import type { Tensor } from '../device/tf';
import type { EvenBatch } from './evenBatches';
import { devicePace, ReadBack, type Reading } from './readBack';

export class LogitRows {
  private readonly rows: Float32Array;
  private readonly readBack = new ReadBack<EvenBatch>(devicePace());

  constructor(
    count: number,
    private readonly classes: number,
  ) {
    this.rows = new Float32Array(count * classes);
  }

  /** Takes the logits [size, K] of a batch; the tensor stays the caller's. */
  async add(batch: EvenBatch, logits: Tensor): Promise<void> {
    this.readBack.add(batch, [logits]);
    for await (const reading of this.readBack.due()) this.put(reading);
  }

  /** count x K values, row by row. */
  async all(): Promise<Float32Array> {
    for await (const reading of this.readBack.rest()) this.put(reading);
    return this.rows;
  }

  /** Frees what nobody will read. */
  dispose(): void {
    this.readBack.dispose();
  }

  private put({ note, values: [logits = new Float32Array()] }: Reading<EvenBatch>): void {
    const { from, to } = note;
    this.rows.set(logits.subarray(0, (to - from) * this.classes), from * this.classes);
  }
}
