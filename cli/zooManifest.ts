/** The list of the networks that ship with the page. */
import { readFile } from 'node:fs/promises';
import type { ZooEntry } from '../workers/protocol';

export const ZOO_FOLDER = new URL('../public/zoo/', import.meta.url);
export const ZOO_MANIFEST = new URL('manifest.json', ZOO_FOLDER);

/** The networks that are there. */
export async function readZoo(): Promise<readonly ZooEntry[]> {
  try {
    return (JSON.parse(await readFile(ZOO_MANIFEST, 'utf8')) as { networks: readonly ZooEntry[] }).networks;
  } catch {
    return [];
  }
}
