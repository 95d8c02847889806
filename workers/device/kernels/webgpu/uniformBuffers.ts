/** Small read-only buffers with the numbers of a dispatch. Shapes recur with every step, so each is made once. */

/** More than the different dispatches of a step; beyond that the oldest are forgotten, for a learning rate may change for ever. */
const CAPACITY = 1024;

export class UniformBuffers {
  private readonly buffers = new Map<string, GPUBuffer>();

  constructor(private readonly device: GPUDevice) {}

  /** The buffer that holds these whole numbers and then these real ones, four bytes each. */
  get(sizes: readonly number[], factors: readonly number[]): GPUBuffer {
    const key = `${sizes.join()};${factors.join()}`;
    const known = this.buffers.get(key);
    if (known !== undefined) return known;
    const made = this.make(sizes, factors);
    this.forgetOldest();
    this.buffers.set(key, made);
    return made;
  }

  private make(sizes: readonly number[], factors: readonly number[]): GPUBuffer {
    // A uniform block takes whole 16 bytes.
    const size = Math.ceil((sizes.length + factors.length) / 4) * 16;
    const buffer = this.device.createBuffer({ size, usage: GPUBufferUsage.UNIFORM, mappedAtCreation: true });
    const bytes = buffer.getMappedRange();
    new Int32Array(bytes).set(sizes);
    new Float32Array(bytes).set(factors, sizes.length);
    buffer.unmap();
    return buffer;
  }

  /** Not destroyed: commands that are not yet submitted may use it. The browser frees it when they are done. */
  private forgetOldest(): void {
    const [oldest] = this.buffers.keys();
    if (this.buffers.size >= CAPACITY && oldest !== undefined) this.buffers.delete(oldest);
  }
}
