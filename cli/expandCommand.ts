/** `rnp expand sweep.json`: one recipe per line, for a cluster's own scheduler. */
import { readFile } from 'node:fs/promises';
import { FaultError } from '../workers/protocol';
import type { Arguments } from './arguments';
import { anyRecipeOf } from './recipeOf';
import { withSetting } from './setting';

/** A base recipe and, for each option, the values it takes: all combinations are listed. */
interface Sweep {
  readonly base: string;
  readonly set: Readonly<Record<string, readonly (string | number | boolean)[]>>;
}

function isSweep(value: unknown): value is Sweep {
  if (typeof value !== 'object' || value === null || !('base' in value) || !('set' in value)) return false;
  const { base, set } = value;
  return (
    typeof base === 'string' &&
    typeof set === 'object' &&
    set !== null &&
    Object.values(set).every(Array.isArray)
  );
}

/** Prints the recipes of a sweep, one JSON object a line. */
export async function expandCommand(args: Arguments): Promise<void> {
  const [path = ''] = args.words;
  const sweep: unknown = await readFile(path, 'utf8')
    .then((text): unknown => JSON.parse(text))
    .catch(() => null);
  if (!isSweep(sweep)) {
    const reason = 'expected a file like {"base": "badnets-16", "set": {"seed": [1, 2, 3]}}';
    throw new FaultError('argument-invalid', { argument: 'sweep', reason });
  }
  let recipes = [await anyRecipeOf(sweep.base)];
  for (const [option, values] of Object.entries(sweep.set)) {
    recipes = recipes.flatMap((recipe) =>
      values.map((value) => withSetting(recipe, `${option}=${String(value)}`)),
    );
  }
  for (const recipe of recipes) process.stdout.write(`${JSON.stringify(recipe)}\n`);
}
