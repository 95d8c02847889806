/** malloc and free of the heap's owner; malloc throws `out-of-memory` where there is no room. */
export interface HeapAllocator {
  _malloc(bytes: number): number;
  _free(at: number): void;
}

/** A cache line: keeps packed blocks from straddling two. */
const ALIGNMENT_BYTES = 64;

/** Up to the next cache line, which two threads must not share. */
export function alignUp(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
}

/** Scratch memory on the heap, one region that grows and is reused. Its contents last until the next {@link take}. */
export class ScratchArena {
  private at = 0;
  private bytes = 0;

  constructor(private readonly allocator: HeapAllocator) {}

  /**
   * Byte offsets of regions of the given sizes, aligned to cache lines; everything taken before is void.
   * @throws FaultError `out-of-memory`
   */
  take(...sizesBytes: readonly number[]): number[] {
    const total = sizesBytes.reduce((sum, bytes) => sum + alignUp(bytes), 0);
    if (total > this.bytes) this.grow(total);
    let next = alignUp(this.at);
    return sizesBytes.map((bytes) => {
      const at = next;
      next += alignUp(bytes);
      return at;
    });
  }

  /** Gives the region back to the heap. */
  release(): void {
    if (this.at !== 0) this.allocator._free(this.at);
    this.at = 0;
    this.bytes = 0;
  }

  private grow(bytes: number): void {
    this.release();
    // Above 2 GB malloc answers a negative int32.
    this.at = this.allocator._malloc(bytes + ALIGNMENT_BYTES) >>> 0;
    this.bytes = bytes;
  }
}
