/** The WebGPU adapter: finding one, naming it, telling hardware from an emulation. */

/** A browser whose GPU process hangs never answers; the page must not wait for it. */
const DEADLINE_MS = 15_000;

/** Settles like `work`, or rejects after {@link DEADLINE_MS}. */
export async function withDeadline<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not answer in ${DEADLINE_MS} ms`)), DEADLINE_MS);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The fastest adapter, or null. With `software`, an emulated one is asked for where there is no other.
 * Rejects where the browser does.
 */
export async function findAdapter(gpu: GPU, software: boolean): Promise<GPUAdapter | null> {
  const fastest = await withDeadline(
    gpu.requestAdapter({ powerPreference: 'high-performance' }),
    'the GPU adapter',
  );
  if (fastest !== null || !software) return fastest;
  return withDeadline(gpu.requestAdapter({ forceFallbackAdapter: true }), 'the software adapter');
}

/** What the browser tells about an adapter; browsers of 2023 tell nothing. */
function adapterInfo(adapter: GPUAdapter): Partial<GPUAdapterInfo> {
  return (adapter as Partial<GPUAdapter>).info ?? {};
}

/** The adapter in words, as far as the browser tells. */
export function adapterName(adapter: GPUAdapter): string {
  const { description = '', vendor = '', architecture = '', device = '' } = adapterInfo(adapter);
  if (description !== '') return description;
  return [vendor, architecture, device].filter((part) => part !== '').join(' ') || 'GPU';
}

/** True for an adapter that computes on the processor: slower than WebAssembly. */
export function isSoftwareAdapter(adapter: GPUAdapter): boolean {
  const {
    vendor = '',
    architecture = '',
    device = '',
    description = '',
    isFallbackAdapter,
  } = adapterInfo(adapter);
  // Older browsers say it on the adapter.
  const isFallback = isFallbackAdapter ?? (adapter as Partial<GPUAdapter>).isFallbackAdapter ?? false;
  return isFallback || isSoftwareRenderer(`${vendor} ${architecture} ${device} ${description}`);
}

/** True for the names of the usual emulations, of WebGPU as of WebGL. */
export function isSoftwareRenderer(name: string): boolean {
  return /swiftshader|llvmpipe|lavapipe|softpipe|basic render/i.test(name);
}
