/** Where results go: a file that `--out` names, or stdout. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FaultError } from '../workers/protocol';

/** Writes a file, in a new folder where its own is not there yet. Throws `argument-invalid` where that cannot be. */
export async function writeText(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (thrown) {
    const reason = `${path} cannot be written`;
    throw new FaultError('argument-invalid', { argument: '--out', reason }, { detail: String(thrown) });
  }
}

/** Writes to a file, or to stdout where none is named. */
export async function writeOut(out: string | null, text: string): Promise<void> {
  if (out === null) process.stdout.write(text);
  else await writeText(out, text);
}
