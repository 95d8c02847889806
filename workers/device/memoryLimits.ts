/** How much memory the current backend can still give. */
import { backend, getBackend, memory } from './tf';

/** In bytes; null: nobody says. */
export interface MemoryLimits {
  /** All tensors together, beyond those that are there. */
  readonly totalBytes: number | null;
  /** One tensor. */
  readonly largestBytes: number | null;
}

const GIB = 2 ** 30;
/** Addresses of WebAssembly have 32 bits. */
const WASM_BYTES = 4 * GIB;
/** What browsers say of a machine's memory is cut off here at the latest; only less than this tells anything. */
const LARGEST_TOLD_GIB = 8;
/** Share of the machine's memory that one page may count on. */
const PAGE_SHARE = 0.5;

/** Share of the machine's memory that a page may count on, where the browser says how much there is (Chromium does). */
function pageBytes(): number | null {
  const { deviceMemory } =
    (globalThis as { readonly navigator?: { readonly deviceMemory?: number } }).navigator ?? {};
  return deviceMemory === undefined || deviceMemory >= LARGEST_TOLD_GIB
    ? null
    : PAGE_SHARE * deviceMemory * GIB;
}

function largestBuffer(): number {
  // tfjs types its backends by what all of them have.
  const { device } = backend() as unknown as { readonly device: Pick<GPUDevice, 'limits'> };
  return Math.min(device.limits.maxBufferSize, device.limits.maxStorageBufferBindingSize);
}

/** The limits as they stand. */
export function memoryLimits(): MemoryLimits {
  const used = memory().numBytes;
  const page = pageBytes();
  const name = getBackend();
  const most = name === 'wasm' ? Math.min(WASM_BYTES, page ?? WASM_BYTES) : page;
  return {
    totalBytes: most === null ? null : Math.max(0, most - used),
    largestBytes: name === 'webgpu' ? largestBuffer() : null,
  };
}
