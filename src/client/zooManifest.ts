/** The list of built-in networks, as shipped beside the page. */
import type { ZooEntry } from '../../workers/protocol';
import { fetchPageJson } from './pageFiles';

/** Fetches the zoo's manifest. The file is this project's own and is checked by its tests. Throws `network-failed`. */
export async function fetchZoo(): Promise<readonly ZooEntry[]> {
  const manifest = (await fetchPageJson('zoo/manifest.json')) as { readonly networks: readonly ZooEntry[] };
  return manifest.networks;
}
