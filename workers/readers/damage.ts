import { FaultError } from '../protocol/faults';

/** The reason given when input ends before what it announced; the legacy reader also acts on it. */
export const CUT_SHORT = 'it ends too early';

/**
 * The fault for a file whose content contradicts its own format.
 * @param reason short plain words that finish the sentence "The file is damaged: ..."
 * @param detail raw text of an underlying error, for "copy report"
 */
export function damaged(reason: string, detail?: string): FaultError {
  return new FaultError('file-damaged', { reason }, detail === undefined ? {} : { detail });
}

/** Throws `file-too-large` unless `value` is at most `limit`: asked before anything is allocated or looked through. */
export function assertAtMost(what: string, value: number, limit: number): void {
  if (value <= limit) return;
  const finite = Math.min(value, Number.MAX_SAFE_INTEGER);
  throw new FaultError('file-too-large', { what, value: finite, limit });
}

/**
 * Runs a reader and adds the file's name to a fault that does not carry one yet.
 * Anything that is not a {@link FaultError} is a bug of ours and passes through untouched.
 */
export async function namingFile<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof FaultError) || thrown.fault.file !== undefined) throw thrown;
    const { code, params, ...extra } = thrown.fault;
    throw new FaultError(code, params, { ...extra, file });
  }
}
