/** What differs between a worker and Node: where the zoo's files come from. */
export interface EnginePlatform {
  /** Bytes of a file that ships with the page, e.g. `zoo/badnets-16.safetensors`. Throws `network-failed`. */
  readonly readAsset: (path: string) => Promise<Uint8Array>;
}
