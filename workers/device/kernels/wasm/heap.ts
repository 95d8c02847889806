import { FaultError } from '../../../protocol/faults';
import { BackendWasm, backend, env, setBackend, setWasmPaths, type TensorInfo } from '../../tf';
import type { KernelExports } from './exports';
import { JOB_MEMORY_BYTES, JobRunner } from './jobs';
import { chooseKernelBuild, type KernelBuild } from './kernelBuild';
import { ScratchArena, type HeapAllocator } from './scratch';

export const FLOAT_BYTES = 4;

/** Where the three binaries of tfjs-backend-wasm are: URLs in a browser, file paths in Node. */
export interface TfjsWasmFiles {
  readonly plain: string;
  readonly simd: string;
  readonly threadedSimd: string;
}

/** What {@link initialiseWasmBackend} needs to fetch. */
export interface WasmAssets {
  /** Undefined: tfjs looks beside its own script, which is right in Node. */
  readonly tfjsWasm?: TfjsWasmFiles;
  /** Reads our compiled kernels: `kernels.wasm`, or `kernels-relaxed.wasm` where the engine understands it. */
  readonly kernels: (build: KernelBuild) => Promise<BufferSource>;
}

/** tfjs's wasm backend together with our kernels, which live on the same heap. */
export interface WasmHeap {
  readonly backend: BackendWasm;
  readonly kernels: KernelExports;
  readonly scratch: ScratchArena;
  readonly jobs: JobRunner;
  /** Threads that run jobs, the calling one included. */
  readonly threads: number;
}

/** See `assembly/team.ts`. */
const TEAM_BYTES = 64;

/** The part of tfjs's emscripten module that we use; its own types name packages that are not always installed. */
interface EmscriptenModule extends HeapAllocator {
  readonly HEAPU8: Uint8Array;
  readonly asm: Record<string, unknown>;
}

/**
 * Byte offset of a tensor on the heap.
 * @throws FaultError `bug` if the tensor holds anything but float32
 */
export function offsetOf(heap: WasmHeap, tensor: TensorInfo): number {
  if (tensor.dtype !== 'float32') {
    throw new FaultError('bug', { dtype: tensor.dtype }, { detail: 'a float32 kernel got another type' });
  }
  return heap.backend.dataIdMap.get(tensor.dataId).memoryOffset;
}

/** Allocates a float32 tensor with undefined contents; the caller owns it. */
export function makeFloats(heap: WasmHeap, shape: readonly number[]): TensorInfo {
  return heap.backend.makeOutput([...shape], 'float32');
}

function emscriptenModule(wasmBackend: BackendWasm): EmscriptenModule {
  // Two libraries meet here: the cast is checked by findMemory.
  return wasmBackend.wasm as unknown as EmscriptenModule;
}

/** Size of the heap, which never shrinks. */
export function wasmMemoryBytes(heap: WasmHeap): number {
  return emscriptenModule(heap.backend).HEAPU8.byteLength;
}

/** tfjs exports its memory; it is taken only if it is really the one its heap views look at. */
function findMemory(module: EmscriptenModule): WebAssembly.Memory {
  for (const exported of Object.values(module.asm)) {
    if (exported instanceof WebAssembly.Memory && exported.buffer === module.HEAPU8.buffer) return exported;
  }
  throw new FaultError(
    'device-unavailable',
    { device: 'wasm' },
    { detail: 'the memory of tfjs was not found' },
  );
}

async function startBackend(files: TfjsWasmFiles | undefined): Promise<BackendWasm> {
  // The threaded build has a shared heap made elsewhere; our kernels use one thread.
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (files !== undefined) {
    setWasmPaths({
      'tfjs-backend-wasm.wasm': files.plain,
      'tfjs-backend-wasm-simd.wasm': files.simd,
      'tfjs-backend-wasm-threaded-simd.wasm': files.threadedSimd,
    });
  }
  const started = await setBackend('wasm');
  const current = started ? backend() : undefined;
  if (current instanceof BackendWasm) return current;
  throw new FaultError('device-unavailable', { device: 'wasm' });
}

/**
 * Starts tfjs's wasm backend on one thread, makes it current and puts our kernels on its heap. The kernels still have to
 * be registered, see `registerWasmKernels`.
 * @throws FaultError `device-unavailable` if wasm SIMD is missing or a file cannot be loaded
 */
export async function initialiseWasmBackend(assets: WasmAssets): Promise<WasmHeap> {
  const wasmBackend = await startBackend(assets.tfjsWasm);
  const module = emscriptenModule(wasmBackend);
  const memory = findMemory(module);
  try {
    const { instance } = await WebAssembly.instantiate(await assets.kernels(chooseKernelBuild()), {
      env: { memory },
    });
    // Only our own build script writes this file; its exports are those of assembly/index.ts.
    const kernels = instance.exports as unknown as KernelExports;
    const teamAt = module._malloc(TEAM_BYTES);
    kernels.foundTeam(teamAt);
    const jobs = new JobRunner(
      module._malloc(JOB_MEMORY_BYTES),
      () => module.HEAPU8.buffer,
      (kind, jobAt, chunks) => kernels.runOnTeam(teamAt, kind, jobAt, chunks),
    );
    return { backend: wasmBackend, kernels, scratch: new ScratchArena(module), jobs, threads: 1 };
  } catch (thrown) {
    throw new FaultError('device-unavailable', { device: 'wasm' }, { detail: String(thrown) });
  }
}
