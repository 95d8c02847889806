import { FaultError } from '../../../protocol/faults';
import { resetBackend } from '../../backendRegistry';
import { BackendWasm, backend, env, setBackend, setWasmPaths, type TensorInfo, util } from '../../tf';
import type { KernelExports } from './exports';
import { JOB_MEMORY_BYTES, JobRunner } from './jobs';
import { hasRelaxedSimd, type KernelBuild } from './kernelBuild';
import { ScratchArena, type HeapAllocator } from './scratch';
import { isShared, MAXIMUM_PAGES, sharingRefused, withSharedMemory } from './sharedMemory';
import type { HelperTask, HelperThread, StartHelper } from './team';

export const FLOAT_BYTES = 4;

/** Where the three binaries of tfjs-backend-wasm are: URLs in a browser, file paths in Node. */
export interface TfjsWasmFiles {
  readonly plain: string;
  readonly simd: string;
  readonly threadedSimd: string;
}

/** What {@link initialiseWasmBackend} needs from the platform. */
export interface WasmAssets {
  /** Undefined: tfjs looks beside its own script, which is right in Node. */
  readonly tfjsWasm?: TfjsWasmFiles;
  /** Reads a build of our kernels. */
  readonly kernels: (build: KernelBuild) => Promise<BufferSource>;
  /** Threads to compute on, the calling one included; undefined is one. */
  readonly threads?: number;
  /** Undefined: the platform has no threads. */
  readonly startHelper?: StartHelper;
}

/** tfjs's wasm backend together with our kernels, which live on the same heap. */
export interface WasmHeap {
  readonly backend: BackendWasm;
  readonly kernels: KernelExports;
  readonly scratch: ScratchArena;
  readonly jobs: JobRunner;
  /** Threads that run jobs, the calling one included. */
  readonly threads: number;
  /** Why it is only one, though more were wanted. */
  readonly threadsRefused?: 'not-isolated' | 'refused';
  /** Sends the other threads home; the heap must not be used afterwards. */
  end(): void;
}

const PAGE_BYTES = 65536;
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

/** The numbers of a tensor where they lie; the view is void once the heap has grown. */
export function floatsAt(heap: WasmHeap, tensor: TensorInfo): Float32Array {
  const { buffer } = emscriptenModule(heap.backend).HEAPU8;
  return new Float32Array(buffer, offsetOf(heap, tensor), util.sizeFromShape(tensor.shape));
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
  // tfjs's threaded build has threads of its own, which our kernels cannot join: they bring theirs.
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

/** The backend on a memory that threads can share if they are wanted and that can be had, otherwise on its own. */
async function startSharedOrAlone({ tfjsWasm, threads = 1, startHelper }: WasmAssets): Promise<BackendWasm> {
  if (threads > 1 && startHelper !== undefined && sharingRefused() === null) {
    try {
      return await withSharedMemory(() => startBackend(tfjsWasm));
    } catch {
      resetBackend('wasm');
    }
  }
  return startBackend(tfjsWasm);
}

/** As many of the wanted helpers as the platform gives us. */
async function startHelpers(
  startHelper: StartHelper | undefined,
  task: HelperTask,
  wanted: number,
): Promise<readonly HelperThread[]> {
  if (startHelper === undefined) return [];
  const starts = await Promise.allSettled(Array.from({ length: wanted }, () => startHelper(task)));
  return starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
}

/** Makes a refused allocation a fault: tfjs takes the 0 that it gets for an offset and writes over what lies there. */
function refuseLoudly(module: EmscriptenModule): void {
  // What stands there before the first call replaces itself in it, and would replace ours.
  module._free(module._malloc(TEAM_BYTES));
  const allocate = module._malloc.bind(module);
  module._malloc = (bytes) => {
    // The allocator counts modulo 4 GiB: it would grant more than there can be.
    const at = bytes < MAXIMUM_PAGES * PAGE_BYTES ? allocate(bytes) : 0;
    if (at === 0 && bytes > 0) throw new FaultError('out-of-memory', { bytes });
    return at;
  };
}

async function makeHeap(wasmBackend: BackendWasm, assets: WasmAssets): Promise<WasmHeap> {
  const module = emscriptenModule(wasmBackend);
  const memory = findMemory(module);
  refuseLoudly(module);
  const shared = isShared(memory.buffer);
  const compiled = await WebAssembly.compile(await assets.kernels({ relaxed: hasRelaxedSimd(), shared }));
  const { exports } = await WebAssembly.instantiate(compiled, { env: { memory } });
  // Only our own build script writes this file; its exports are those of assembly/index.ts.
  const kernels = exports as unknown as KernelExports;
  const teamAt = module._malloc(TEAM_BYTES);
  kernels.foundTeam(teamAt);
  const jobs = new JobRunner(
    module._malloc(JOB_MEMORY_BYTES),
    () => module.HEAPU8.buffer,
    (kind, jobAt, chunks) => kernels.runOnTeam(teamAt, kind, jobAt, chunks),
  );
  const wanted = shared ? (assets.threads ?? 1) - 1 : 0;
  const helpers = await startHelpers(assets.startHelper, { module: compiled, memory, teamAt }, wanted);
  // One that joined and then did not come to help has a number, hence scratch, all the same.
  const threads = kernels.closeTeam(teamAt) + 1;
  const end = (): void => {
    kernels.dismissTeam(teamAt);
    for (const helper of helpers) helper.end();
  };
  const isRefused = threads === 1 && (assets.threads ?? 1) > 1;
  return {
    ...{ backend: wasmBackend, kernels, scratch: new ScratchArena(module), jobs, threads, end },
    ...(isRefused ? { threadsRefused: sharingRefused() ?? 'refused' } : {}),
  };
}

/**
 * Starts tfjs's wasm backend, makes it current and puts our kernels on its heap, with as many threads as are wanted and
 * can be had. The kernels still have to be registered, see `registerWasmKernels`.
 * @throws FaultError `device-unavailable` if wasm SIMD is missing or a file cannot be loaded
 */
export async function initialiseWasmBackend(assets: WasmAssets): Promise<WasmHeap> {
  const wasmBackend = await startSharedOrAlone(assets);
  try {
    return await makeHeap(wasmBackend, assets);
  } catch (thrown) {
    throw new FaultError('device-unavailable', { device: 'wasm' }, { detail: String(thrown) });
  }
}
