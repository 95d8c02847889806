/** Several files kept as one: their bytes one after another; then, as JSON, their paths and sizes; then that text's length. */
import type { PickedFile } from '../../workers/protocol';

const LENGTH_BYTES = 8;

interface Entry {
  readonly path: string;
  readonly bytes: number;
}

/** Copies nothing: the browser reads the files when the bundle is written. */
export function bundle(files: readonly PickedFile[], name: string): File {
  const entries: readonly Entry[] = files.map(({ path, file }) => ({ path, bytes: file.size }));
  const table = new TextEncoder().encode(JSON.stringify(entries));
  const length = new DataView(new ArrayBuffer(LENGTH_BYTES));
  length.setBigUint64(0, BigInt(table.length));
  return new File([...files.map(({ file }) => file), table, length.buffer], name);
}

/** The files of a bundle that {@link bundle} made; null where it is none. */
export async function unbundle(file: File): Promise<readonly PickedFile[] | null> {
  try {
    const end = file.size - LENGTH_BYTES;
    const length = new DataView(await file.slice(end).arrayBuffer()).getBigUint64(0);
    const table = end - Number(length);
    const entries = JSON.parse(await file.slice(table, end).text()) as readonly Entry[];
    let at = 0;
    return entries.map(({ path, bytes }) => {
      const content = file.slice(at, at + bytes);
      at += bytes;
      const name = path.slice(path.lastIndexOf('/') + 1);
      return { path, file: new File([content], name, { lastModified: file.lastModified }) };
    });
  } catch {
    return null;
  }
}
