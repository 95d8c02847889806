/**
 * Everything a training needs to go on after an interruption, by name: tensors on the device, finished bytes, epochs done of each
 * phase. An attack that keeps its state here, and draws each epoch's randomness from the seed and the epoch's number, can be cut off
 * after any epoch and gives the same numbers as if it had not been.
 */
import type { Tensor } from '../device/tf';
import type { HostTensors } from '../graph/hostTensors';
import { disposeTensors, downloadTensors, type OwnedTensors, uploadTensors } from '../graph/parameters';

/** The state after an epoch, on the host: structured data only. */
export interface TrainingSnapshot {
  readonly tensors: ReadonlyMap<string, HostTensors>;
  readonly bytes: ReadonlyMap<string, Uint8Array>;
  /** Epochs that are over, by phase. */
  readonly epochs: ReadonlyMap<string, number>;
}

/** Takes a snapshot away. */
export type KeepSnapshot = (snapshot: TrainingSnapshot) => void | Promise<void>;

export class TrainingState {
  private readonly groups = new Map<string, OwnedTensors>();
  private readonly done: Map<string, number>;
  private readonly finished: Map<string, Uint8Array>;

  /** What the snapshot holds and nothing has asked for yet. */
  private readonly waiting: Map<string, HostTensors>;

  constructor(
    from: TrainingSnapshot | null,
    /** Null where nobody goes on. */
    private readonly keep: KeepSnapshot | null,
  ) {
    this.waiting = new Map(from?.tensors);
    this.done = new Map(from?.epochs);
    this.finished = new Map(from?.bytes);
  }

  /** The tensors of a name, which this state owns: as the snapshot has them, or as `create` makes them (null: none yet). */
  tensors(name: string, create: (() => HostTensors) | null): OwnedTensors {
    const known = this.groups.get(name);
    if (known !== undefined) return known;
    const host = this.waiting.get(name) ?? create?.() ?? new Map<string, never>();
    const group = uploadTensors(host);
    this.waiting.delete(name);
    this.groups.set(name, group);
    return group;
  }

  /** The tensors of a name that are there; empty where nothing has made them yet. */
  held(name: string): ReadonlyMap<string, Tensor> {
    return this.groups.get(name) ?? new Map<string, Tensor>();
  }

  /** Frees tensors that are needed no more; a later snapshot does not hold them. */
  drop(name: string): void {
    const group = this.groups.get(name);
    if (group !== undefined) disposeTensors(group);
    this.groups.delete(name);
    this.waiting.delete(name);
  }

  /** Bytes that were made in an earlier phase, such as perturbed images; null before. */
  bytes(name: string): Uint8Array | null {
    return this.finished.get(name) ?? null;
  }

  /** Keeps such bytes, and takes a snapshot. */
  async keepBytes(name: string, bytes: Uint8Array): Promise<void> {
    this.finished.set(name, bytes);
    await this.takeSnapshot();
  }

  /** How many epochs of a phase are over. */
  epochsDone(phase: string): number {
    return this.done.get(phase) ?? 0;
  }

  /** Notes the end of an epoch, counted from 0, and takes a snapshot. */
  async endEpoch(phase: string, epoch: number): Promise<void> {
    this.done.set(phase, epoch + 1);
    await this.takeSnapshot();
  }

  /** Frees all tensors. */
  dispose(): void {
    for (const name of [...this.groups.keys()]) this.drop(name);
  }

  private async takeSnapshot(): Promise<void> {
    if (this.keep === null) return;
    // What no phase of this session has asked for yet is still needed by a later one.
    const tensors = new Map(this.waiting);
    for (const [name, group] of this.groups) tensors.set(name, await downloadTensors(group));
    await this.keep({ tensors, bytes: new Map(this.finished), epochs: new Map(this.done) });
  }
}
