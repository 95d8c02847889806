/** Compiled programs of one device, and the planning of what has to be compiled. */
import type { Program } from './program';

/** A program ready to run, and how its buffers are bound. */
interface Compiled {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

/** A program that did not compile, and the kernel that wanted it. */
export interface RefusedProgram {
  readonly program: Program;
  readonly kernel: string;
  readonly message: string;
}

export class Pipelines {
  /** While planning: the programs that would have run, each with the kernel that wanted it. */
  private planned: Map<Program, string> | null = null;
  /** Kernel that is at work. */
  private kernel = '';
  private readonly compiled = new Map<Program, Compiled>();
  /** Programs that bind alike share their layout. */
  private readonly layouts = new Map<string, GPUBindGroupLayout>();

  constructor(private readonly device: GPUDevice) {}

  /** The compiled program; compiled on the spot, while everything waits, if nobody prepared it. */
  get(program: Program): Compiled {
    const known = this.compiled.get(program);
    if (known !== undefined) return known;
    const layout = this.layoutOf(program);
    const made = { pipeline: this.device.createComputePipeline(this.describe(program, layout)), layout };
    this.compiled.set(program, made);
    return made;
  }

  /** Marks `kernel` as the one that wants the programs of `work`. */
  within<T>(kernel: string, work: () => T): T {
    const outer = this.kernel;
    this.kernel = kernel;
    try {
      return work();
    } finally {
      this.kernel = outer;
    }
  }

  /** Runs `work` without dispatching anything; answers with the programs that it needs and that are not compiled yet. */
  plan(work: () => void): ReadonlyMap<Program, string> {
    const planned = new Map<Program, string>();
    this.planned = planned;
    try {
      work();
    } finally {
      this.planned = null;
    }
    return planned;
  }

  /** True while planning: nothing must run. */
  get plans(): boolean {
    return this.planned !== null;
  }

  /** True while planning: the program is noted and must not run. */
  isPlanning(program: Program): boolean {
    if (this.planned === null) return false;
    if (!this.compiled.has(program)) this.planned.set(program, this.kernel);
    return true;
  }

  /** Compiles programs next to each other, none of them while anybody waits; answers with those that were refused. */
  async prepare(planned: ReadonlyMap<Program, string>, onDone: () => void): Promise<RefusedProgram[]> {
    const refused: RefusedProgram[] = [];
    const compile = async (program: Program, kernel: string): Promise<void> => {
      // An invalid shader is an error of the device as well, which would end the run.
      this.device.pushErrorScope('validation');
      const layout = this.layoutOf(program);
      const pending = this.device.createComputePipelineAsync(this.describe(program, layout));
      const scope = this.device.popErrorScope();
      try {
        this.compiled.set(program, { pipeline: await pending, layout });
      } catch (thrown) {
        refused.push({ program, kernel, message: thrown instanceof Error ? thrown.message : String(thrown) });
      }
      await scope;
      onDone();
    };
    await Promise.all([...planned].map(([program, kernel]) => compile(program, kernel)));
    return refused;
  }

  private describe(program: Program, layout: GPUBindGroupLayout): GPUComputePipelineDescriptor {
    return {
      label: program.name,
      layout: this.device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: {
        module: this.device.createShaderModule({ label: program.name, code: program.source }),
        entryPoint: 'main',
      },
    };
  }

  private layoutOf({ reads, writes }: Program): GPUBindGroupLayout {
    const key = `${reads} ${writes}`;
    const known = this.layouts.get(key);
    if (known !== undefined) return known;
    const types: GPUBufferBindingType[] = [
      ...new Array<GPUBufferBindingType>(reads).fill('read-only-storage'),
      ...new Array<GPUBufferBindingType>(writes).fill('storage'),
      'uniform',
    ];
    const layout = this.device.createBindGroupLayout({
      entries: types.map((type, binding) => ({
        binding,
        visibility: GPUShaderStage.COMPUTE,
        buffer: { type },
      })),
    });
    this.layouts.set(key, layout);
    return layout;
  }
}
