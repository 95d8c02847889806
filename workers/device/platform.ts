import type { WasmAssets } from './kernels/wasm/heap';

/** What the machine offers, so that the engine needs to know neither Node nor the browser. */
export interface DevicePlatform {
  /** No page and no graphics: Node. */
  readonly headless: boolean;
  /** The browser's entry to WebGPU; null where there is none. */
  readonly gpu: GPU | null;
  readonly wasm: WasmAssets;
}
