/** tfjs's WebGPU backend as our kernels see it: its device, its buffers and the command encoder that it shares with us. */
import { FaultError } from '../../../protocol/faults';
import { util, type TensorInfo } from '../../tf';
import type { Variant } from './convolutionTile';
import { Pipelines } from './pipelines';
import type { Program } from './program';
import { UniformBuffers } from './uniformBuffers';
import { VariantChoices } from './variantChoices';

/** The members of tfjs's `WebGPUBackend` that we use; several are private in its types only. */
export interface TfjsWebgpu {
  readonly device: GPUDevice;
  readonly tensorMap: { get(dataId: object): { readonly resource?: unknown } };
  /** Data that commands not yet submitted use: their buffers must not be given to others. */
  readonly commandQueueOwnedIds: WeakSet<object>;
  /** By shader; a promise while one is compiled without waiting. */
  readonly pipelineCache: Record<string, GPUComputePipeline | Promise<GPUComputePipeline>>;
  readonly commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  dispatchCountInPass: number;
  uploadToGPU(dataId: object): void;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  makeTensorInfo(shape: number[], dtype: 'float32'): TensorInfo;
  write(values: Float32Array, shape: number[], dtype: 'float32'): object;
  read(dataId: object): Promise<unknown>;
  disposeData(dataId: object): boolean;
}

/** Everything that is needed to run a kernel. */
export interface Gpu {
  readonly backend: TfjsWebgpu;
  readonly pipelines: Pipelines;
  readonly uniforms: UniformBuffers;
  readonly choices: VariantChoices;
  /** Programs that are not used, with the reason, until somebody is told of them. */
  readonly untold: Map<string, string>;
  /** Computes on the processor: few threads, dear loads and barriers. */
  readonly software: boolean;
}

/** Remembers for the next listener that a kernel's program, of that variant where there are several, is not used. */
export function noteRefusal(
  { untold }: Gpu,
  kernel: string,
  variant: Variant | undefined,
  message: string,
): void {
  const what = variant === undefined ? kernel : `${kernel} (${variant})`;
  if (!untold.has(what)) untold.set(what, message);
}

/** Dispatches that are submitted together, as tfjs counts them. */
const DISPATCHES_PER_SUBMIT = 15;

export function makeGpu(backend: TfjsWebgpu, software: boolean): Gpu {
  const { device } = backend;
  return {
    backend,
    pipelines: new Pipelines(device),
    uniforms: new UniformBuffers(device),
    choices: new VariantChoices(device, software),
    untold: new Map(),
    software,
  };
}

/** Allocates a float32 tensor with undefined contents; the caller owns it. */
export function makeFloats(gpu: Gpu, shape: readonly number[]): TensorInfo {
  return gpu.backend.makeTensorInfo([...shape], 'float32');
}

/** A tensor for the time of `work`; its buffer goes back to tfjs's pool when the commands that use it are submitted. */
export function withScratch<T>(gpu: Gpu, size: number, work: (scratch: TensorInfo) => T): T {
  const scratch = makeFloats(gpu, [size]);
  try {
    return work(scratch);
  } finally {
    gpu.backend.disposeData(scratch.dataId);
  }
}

/**
 * The buffer that holds a tensor.
 * @throws FaultError `bug` if the tensor holds anything but float32; `out-of-memory` if the card cannot bind so much
 */
function bufferOf({ backend }: Gpu, tensor: TensorInfo): GPUBuffer {
  if (tensor.dtype !== 'float32') {
    throw new FaultError('bug', { dtype: tensor.dtype }, { detail: 'a float32 kernel got another type' });
  }
  const bytes = util.sizeFromShape(tensor.shape) * Float32Array.BYTES_PER_ELEMENT;
  const limit = backend.device.limits.maxStorageBufferBindingSize;
  if (bytes > limit) throw new FaultError('out-of-memory', { bytes, limit });
  backend.uploadToGPU(tensor.dataId);
  // tfjs keeps float tensors in buffers; textures hold pictures only.
  return backend.tensorMap.get(tensor.dataId).resource as GPUBuffer;
}

export interface Dispatch<Size extends string, Factor extends string> {
  readonly reads: readonly TensorInfo[];
  readonly writes: readonly TensorInfo[];
  readonly sizes: Readonly<Record<Size, number>>;
  readonly factors?: Readonly<Record<Factor, number>>;
  /** Threads wanted; whole workgroups run, so the shader guards what is over. */
  readonly threads: number;
}

/** Workgroups in rows under each other where one row would be too long. */
function foldGrid(groups: number, limit: number): readonly [columns: number, rows: number] {
  const rows = Math.ceil(groups / limit);
  return [Math.ceil(groups / rows), rows];
}

/** Encodes one run of a program behind what tfjs has encoded so far. */
export function dispatch<Size extends string, Factor extends string>(
  gpu: Gpu,
  program: Program<Size, Factor>,
  { reads, writes, sizes, factors, threads }: Dispatch<Size, Factor>,
): void {
  if (threads === 0) return;
  const { backend } = gpu;
  // Bound even where nothing runs: tfjs takes a tensor without a buffer for one on the processor.
  const bound = [...reads, ...writes].map((tensor) => bufferOf(gpu, tensor));
  // Nothing is encoded then: tensors that are disposed give their buffers back at once.
  if (gpu.pipelines.isPlanning(program)) return;
  keepUntilSubmitted(backend, [...reads, ...writes]);
  const { pipeline, layout } = gpu.pipelines.get(program);
  const numbers = gpu.uniforms.get(
    program.sizes.map((name) => sizes[name]),
    program.factors.map((name) => factors?.[name] ?? 0),
  );
  const entries = [...bound, numbers].map((buffer, binding) => ({ binding, resource: { buffer } }));
  const bindGroup = backend.device.createBindGroup({ layout, entries });
  const [columns, rows] = foldGrid(
    Math.ceil(threads / program.lanes),
    backend.device.limits.maxComputeWorkgroupsPerDimension,
  );
  const pass = openPass(backend);
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, bindGroup);
  pass.dispatchWorkgroups(columns, rows);
  backend.dispatchCountInPass++;
  if (backend.dispatchCountInPass < DISPATCHES_PER_SUBMIT) return;
  backend.endComputePassEncoder();
  backend.submitQueue();
}

/** A buffer must not go to another tensor before the commands that use it are submitted. */
function keepUntilSubmitted({ commandQueueOwnedIds }: TfjsWebgpu, tensors: readonly TensorInfo[]): void {
  for (const { dataId } of tensors) commandQueueOwnedIds.add(dataId);
}

function openPass(backend: TfjsWebgpu): GPUComputePassEncoder {
  backend.ensureCommandEncoderReady();
  if (backend.computePassEncoder === null) {
    const encoder = backend.commandEncoder;
    if (encoder === null) throw new FaultError('bug', {}, { detail: 'tfjs made no command encoder' });
    backend.computePassEncoder = encoder.beginComputePass();
  }
  return backend.computePassEncoder;
}

/** Fills a tensor with zeros. */
export function clear(gpu: Gpu, tensor: TensorInfo): void {
  const { backend } = gpu;
  const buffer = bufferOf(gpu, tensor);
  if (gpu.pipelines.plans) return;
  keepUntilSubmitted(backend, [tensor]);
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.commandEncoder?.clearBuffer(buffer);
}
