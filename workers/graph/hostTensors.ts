/** Values as they lie in memory, without a device: what readers give, snapshots hold and exporters take. */

/** Row-major. */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** By parameter name, in the graph's layout. */
export type HostTensors = ReadonlyMap<string, HostTensor>;
