import type { WasmAssets } from './kernels/wasm/heap';

/** Keeps records by name. Losing them costs time, nothing else: both methods may fail. */
export interface SmallStore {
  /** The record of that name; null where there is none. */
  read(name: string): Promise<Readonly<Record<string, unknown>> | null>;
  write(name: string, record: Readonly<Record<string, unknown>>): Promise<void>;
}

/** What the machine offers, so that the engine needs to know neither Node nor the browser. */
export interface DevicePlatform {
  /** No page and no graphics: Node. */
  readonly headless: boolean;
  /** The browser's entry to WebGPU; null where there is none. */
  readonly gpu: GPU | null;
  readonly wasm: WasmAssets;
  /** Where the machine keeps small things between two visits; null where it keeps nothing. */
  readonly store: SmallStore | null;
}
