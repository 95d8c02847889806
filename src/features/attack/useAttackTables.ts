/** The tables of attacks that ship with the page. */
import { useLoaded } from '../../app/useLoaded';
import { fetchPageJson } from '../../client/pageFiles';
import type { AttackTables } from './zooRows';

/** Both files are this project's own and checked by its tests. Throws `network-failed`. */
async function fetchTables(): Promise<AttackTables> {
  const [own, paper] = await Promise.all([
    fetchPageJson('tables/attacks.json'),
    fetchPageJson('tables/paper.json'),
  ]);
  return { rows: (own as Pick<AttackTables, 'rows'>).rows, paper: paper as AttackTables['paper'] };
}

/** The tables; null until they are there, and where they cannot be had. */
export function useAttackTables(): AttackTables | null {
  return useLoaded(fetchTables);
}
