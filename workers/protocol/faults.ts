/**
 * Everything that can go wrong in a way the user can do something about. One closed list of codes;
 * `src/text/faults.ts` gives each code its title, cause and remedy, and a test holds the two together.
 */
export const FAULT_CODES = [
  // the machine
  'no-webgpu',
  'adapter-refused',
  'device-lost',
  'device-error',
  'device-unavailable',
  'out-of-memory',
  'memory-short',
  'no-simd',
  'self-test-failed',
  // files
  'file-unknown',
  'file-damaged',
  'file-empty',
  'file-too-large',
  'pickle-refused',
  'model-not-weights',
  'tensor-unsupported',
  'file-companion-missing',
  'checksum-mismatch',
  'reader-stopped',
  // addresses of files
  'address-refused',
  'address-unreachable',
  'address-not-a-file',
  // networks
  'architecture-unknown',
  'tensor-missing',
  'shape-mismatch',
  'weights-not-finite',
  'layer-unsupported',
  'masks-mismatch',
  'masks-missing',
  // data
  'labels-missing',
  'images-unusable',
  'labels-out-of-range',
  'class-count-mismatch',
  'image-size-mismatch',
  'defense-set-too-small',
  'training-set-too-small',
  'test-set-missing',
  'target-out-of-range',
  'trigger-invalid',
  // recipes and links
  'recipe-invalid',
  'preset-unknown',
  'link-damaged',
  'link-newer',
  'protocol-mismatch',
  'argument-invalid',
  // runs
  'model-missing',
  'data-missing',
  'run-busy',
  'run-missing',
  'defense-unfit',
  'diverged',
  'superseded',
  'cancelled',
  'network-failed',
  'bug',
] as const;

export type FaultCode = (typeof FAULT_CODES)[number];

/** Values that the text of a fault may mention. Plain JSON, so that a fault crosses every boundary whole. */
export type FaultParams = Readonly<Record<string, string | number>>;

/** One fault, as plain data: it travels through comlink, into reports and onto the page. */
export interface Fault {
  readonly code: FaultCode;
  readonly params: FaultParams;
  readonly stage?: string;
  readonly file?: string;
  /** Raw message for "copy report"; never the headline. */
  readonly detail?: string;
}

/** The only error class of the project: carries a {@link Fault} up to the next boundary, where it becomes a value. */
export class FaultError extends Error {
  readonly fault: Fault;

  constructor(code: FaultCode, params: FaultParams = {}, extra: Omit<Fault, 'code' | 'params'> = {}) {
    super(`${code} ${JSON.stringify(params)}${extra.detail === undefined ? '' : ` ${extra.detail}`}`);
    this.name = 'FaultError';
    this.fault = { code, params, ...extra };
  }
}

/** Turns whatever was thrown into a fault; anything that is not a {@link FaultError} is a bug of ours. */
export function toFault(thrown: unknown): Fault {
  if (thrown instanceof FaultError) return thrown.fault;
  const detail = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return { code: 'bug', params: {}, detail };
}

/** A result that crosses comlink: an error class would not survive the crossing, a plain record does. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

/** Runs `work` and turns a throw into a failed {@link Result}. */
export async function resultOf<T>(work: () => T | Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (thrown) {
    return { ok: false, fault: toFault(thrown) };
  }
}
