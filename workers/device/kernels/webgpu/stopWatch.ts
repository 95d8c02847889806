import type { TfjsWebgpu } from './gpu';

/** Bytes of the two times. */
const BYTES = 16;

/** The two marks and where they are read. */
interface Marks {
  readonly set: GPUQuerySet;
  readonly resolved: GPUBuffer;
  readonly read: GPUBuffer;
}

function makeMarks(device: GPUDevice): Marks | null {
  if (!device.features.has('timestamp-query')) return null;
  const { COPY_SRC, COPY_DST, QUERY_RESOLVE, MAP_READ } = GPUBufferUsage;
  return {
    set: device.createQuerySet({ type: 'timestamp', count: 2 }),
    resolved: device.createBuffer({ size: BYTES, usage: QUERY_RESOLVE | COPY_SRC }),
    read: device.createBuffer({ size: BYTES, usage: COPY_DST | MAP_READ }),
  };
}

/** Times what the card does: by its own clock where it has one, otherwise from submitting to being done. */
export class StopWatch {
  private readonly marks: Marks | null;

  constructor(private readonly backend: TfjsWebgpu) {
    this.marks = makeMarks(backend.device);
  }

  /** Milliseconds that the commands of `work` take. */
  async time(work: () => void): Promise<number> {
    this.submit();
    await this.backend.device.queue.onSubmittedWorkDone();
    const from = performance.now();
    this.mark(0);
    work();
    this.mark(1);
    this.submit();
    await this.backend.device.queue.onSubmittedWorkDone();
    const wall = performance.now() - from;
    const own = await this.readMarks();
    // Some cards answer 0 for passes without work between them.
    return own > 0 ? own : wall;
  }

  dispose(): void {
    this.marks?.set.destroy();
    this.marks?.resolved.destroy();
    this.marks?.read.destroy();
  }

  /** Notes the time at this place among the commands. */
  private mark(index: 0 | 1): void {
    if (this.marks === null) return;
    this.backend.ensureCommandEncoderReady();
    this.backend.endComputePassEncoder();
    const timestampWrites = { querySet: this.marks.set, endOfPassWriteIndex: index };
    this.backend.commandEncoder?.beginComputePass({ timestampWrites }).end();
  }

  private submit(): void {
    this.backend.ensureCommandEncoderReady();
    this.backend.endComputePassEncoder();
    this.backend.submitQueue();
  }

  private async readMarks(): Promise<number> {
    if (this.marks === null) return 0;
    const { set, resolved, read } = this.marks;
    this.backend.ensureCommandEncoderReady();
    this.backend.commandEncoder?.resolveQuerySet(set, 0, 2, resolved, 0);
    this.backend.commandEncoder?.copyBufferToBuffer(resolved, 0, read, 0, BYTES);
    this.submit();
    await read.mapAsync(GPUMapMode.READ);
    const [from = 0n, to = 0n] = new BigUint64Array(read.getMappedRange());
    read.unmap();
    // Nanoseconds.
    return Number(to - from) / 1e6;
  }
}
