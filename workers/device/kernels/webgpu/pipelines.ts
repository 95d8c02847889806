/** Compiled programs of one device. */
import type { Program } from './program';

/** A program ready to run, and how its buffers are bound. */
export interface Compiled {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

export class Pipelines {
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
