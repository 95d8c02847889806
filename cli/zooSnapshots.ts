/** Snapshots of trainings as files, so that a training that was cut off goes on where it was. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import type { TrainingSnapshot } from '../workers/training/trainingState';
import type { SnapshotKeeper } from '../workers/engine/trainings';

/** Where what is made on the way lies; it is not committed. */
export const KEPT_FOLDER = new URL('../.zoo/', import.meta.url);

function fileOf(key: string): URL {
  return new URL(`${createHash('sha256').update(key).digest('hex').slice(0, 16)}.snapshot`, KEPT_FOLDER);
}

/** One file a recipe; written beside the old one first, so that an interruption never leaves half of one. */
export const fileSnapshots: SnapshotKeeper = {
  load: async (key) =>
    existsSync(fileOf(key)) ? (deserialize(await readFile(fileOf(key))) as TrainingSnapshot) : null,
  save: async (key, snapshot) => {
    await mkdir(KEPT_FOLDER, { recursive: true });
    const fresh = new URL(`${fileOf(key).href}.new`);
    await writeFile(fresh, serialize(snapshot));
    await rename(fresh, fileOf(key));
  },
  drop: async (key) => rm(fileOf(key), { force: true }),
};
