/** `rnp expand sweep.json`: one recipe a line, or with `--out` one a file, for a cluster's own scheduler. */
import { join } from 'node:path';
import { methodOf } from '../src/compare/runRecord';
import { FaultError } from '../workers/protocol';
import type { Arguments } from './arguments';
import { readJson } from './recipeOf';
import { type SweepRecipe, sweepRecipes } from './sweep';
import { writeText } from './writeOut';

/** Digits of the hash in a file's name. */
const NAME_DIGITS = 8;

/** Network, method, seed and hash: the same recipe has the same name whenever it is written. */
function fileName({ hash, recipe }: SweepRecipe): string {
  const { model, seed } = recipe;
  const network = (model.kind === 'zoo' ? model.id : model.name).replace(/[^\w.-]+/g, '-');
  return `${network}-${methodOf(recipe)}-${String(seed)}-${hash.slice(0, NAME_DIGITS)}.json`;
}

async function writeRecipe(folder: string, each: SweepRecipe): Promise<string> {
  const path = join(folder, fileName(each));
  await writeText(path, `${JSON.stringify(each.recipe, null, 1)}\n`);
  return path;
}

/** Prints the recipes of a sweep, one JSON object a line; or writes them into the folder of `--out` and prints their paths. */
export async function expandCommand(args: Arguments): Promise<void> {
  const [path] = args.words;
  if (path === undefined)
    throw new FaultError('argument-invalid', { argument: 'sweep', reason: 'name a sweep file' });
  const recipes = await sweepRecipes(await readJson(path, 'sweep'));
  const folder = args.option('out');
  for (const each of recipes) {
    const line = folder === null ? JSON.stringify(each.recipe) : await writeRecipe(folder, each);
    process.stdout.write(`${line}\n`);
  }
}
