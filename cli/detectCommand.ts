/** `rnp detect <preset | recipe.json | link | ->`: is this network backdoored? One verdict, one report. */
import { verdictLines } from '../src/text/verdict';
import { type DetectionRecipe, FaultError } from '../workers/protocol';
import {
  createDetectionRecipe,
  DETECTION_GROUPS,
  parseDetectionRecipe,
} from '../workers/protocol/detectionRecipe';
import type { Arguments } from './arguments';
import { parseRunnableRecipe, recipeFromSource } from './recipeOf';
import { runRecipe } from './runCommand';
import { constantsNamed, withOption } from './setting';
import { readTrigger } from './triggerFile';
import { writeOut } from './writeOut';

/** The recipe with everything the command line says about it, except files; one of another kind gives its network, images, trigger and seed. */
async function recipeFrom(args: Arguments, source: string): Promise<DetectionRecipe> {
  const named = await recipeFromSource(source, parseRunnableRecipe);
  const { data, model, seed, trigger } = named;
  const constants = args.option('constants');
  let recipe =
    named.format === 'rnp-detection' && constants === null
      ? named
      : createDetectionRecipe(
          { data, model, seed, trigger },
          constants === null ? 'adaptive' : constantsNamed(constants),
        );
  const settings = args.all('set');
  const asked = args.option('seed');
  for (const setting of asked === null ? settings : [...settings, `seed=${asked}`])
    recipe = withOption(recipe, setting, DETECTION_GROUPS, parseDetectionRecipe);
  const planted = args.option('trigger');
  return planted === null ? recipe : parseDetectionRecipe({ ...recipe, trigger: await readTrigger(planted) });
}

/** Detects, writes the report to `--out` or stdout, and says the verdict on stderr. */
export async function detectCommand(args: Arguments): Promise<void> {
  const [source] = args.words;
  if (source === undefined) {
    const reason = 'name a preset, a recipe file or a link';
    throw new FaultError('argument-invalid', { argument: 'recipe', reason });
  }
  const report = await runRecipe(await recipeFrom(args, source), args);
  await writeOut(args.option('out'), `${JSON.stringify(report, null, 1)}\n`);
  for (const line of verdictLines(report)) process.stderr.write(`${line}\n`);
}
