import { backend, getBackend } from '../../tf';
import type { Gpu } from './gpu';

let registered: Gpu | null = null;

/** Remembers whose kernels are registered. */
export function rememberGpu(gpu: Gpu): void {
  registered = gpu;
}

/** The graphics card that is tfjs's current backend; null where another backend is. */
export function currentGpu(): Gpu | null {
  if (registered === null || getBackend() !== 'webgpu') return null;
  // tfjs types its backends by what all of them have.
  return (backend() as unknown) === registered.backend ? registered : null;
}
