/** Turns what WebGPU reports about a device into one fault. */
import type { Fault } from '../protocol';
import type { LostListener } from './runningBackend';

/**
 * Fault of an error that no error scope caught. Errors are told apart by name: the classes are missing where there is no
 * WebGPU.
 */
function faultOfGpuError(error: { readonly message: string }): Fault {
  const kind = error.constructor.name;
  if (kind === 'GPUOutOfMemoryError') return { code: 'out-of-memory', params: {}, detail: error.message };
  return { code: 'device-error', params: { message: error.message }, detail: kind };
}

/** What is watched of a GPUDevice. */
export interface WatchedDevice extends EventTarget {
  readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
}

/**
 * Tells `lost` about the first sign that the device is gone or has gone wrong: a loss that we did not cause
 * (`device-lost`), an error outside of every error scope (`device-error`), or no memory (`out-of-memory`).
 * Returns a function that stops watching.
 */
export function watchDevice(device: WatchedDevice, lost: LostListener): () => void {
  let watching = true;
  const tell = (fault: Fault): void => {
    if (!watching) return;
    watching = false;
    lost(fault);
  };
  const onError = (event: Event): void => {
    const { error } = event as Event & { readonly error: { readonly message: string } };
    tell(faultOfGpuError(error));
  };
  device.addEventListener('uncapturederror', onError);
  void device.lost.then(({ reason, message }) => {
    if (reason !== 'destroyed') tell({ code: 'device-lost', params: { reason }, detail: message });
  });
  return () => {
    watching = false;
    device.removeEventListener('uncapturederror', onError);
  };
}
