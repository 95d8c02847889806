/** Asks what files hold before they get a role: a researcher's files are named for everything but this page. */
import type { FileContent } from '../../workers/protocol';
import { call } from './session';

/** More files than this at once are pictures or parts of something; looking into each would keep the user waiting. */
const MOST_FILES = 64;

/** What is known of each of the files; nothing where the engine cannot be asked. */
export async function tellApart(files: readonly File[]): Promise<ReadonlyMap<File, FileContent>> {
  const asked = files.slice(0, MOST_FILES);
  if (asked.length === 0) return new Map();
  const picked = asked.map((file) => ({ path: file.name, file }));
  const result = await call((api) => api.tellApart({ files: picked }));
  return new Map(
    (result.ok ? result.value : []).flatMap((content, i) => {
      const file = asked[i];
      return file === undefined ? [] : [[file, content] as const];
    }),
  );
}
