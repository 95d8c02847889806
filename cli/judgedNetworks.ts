/** Networks beside the zoo's that detectors are judged by: trained when they are first needed, kept beside the snapshots. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { trainNetwork } from './trainNetwork';
import type { ZooRecipe } from './zooRecipes';
import { KEPT_FOLDER } from './zooSnapshots';

/** Where the network's file lies, once it is there. Throws what a training throws. */
export async function judgedNetwork(recipe: ZooRecipe): Promise<string> {
  const file = new URL(`${recipe.id}.safetensors`, KEPT_FOLDER);
  if (!existsSync(file)) {
    const trained = await trainNetwork(recipe);
    await mkdir(KEPT_FOLDER, { recursive: true });
    await writeFile(file, trained.file.bytes);
  }
  return fileURLToPath(file);
}
