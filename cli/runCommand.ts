/** `rnp run <preset | recipe.json | link | ->`: one recipe, one process, one report. */
import {
  type AnyRecipe,
  type AnyReport,
  type BackendId,
  BACKENDS,
  type DefenseRecipe,
  type DefenseReport,
  type DetectionRecipe,
  type DetectionReport,
  type EngineEvent,
  FaultError,
  NORMALISATION_IDS,
  type NormalisationId,
  type PixelReading,
  pixelReadingOf,
  type Recipe,
  type Report,
} from '../workers/protocol';
import { type KeptNumbers, recordOf } from '../src/compare/runRecord';
import type { Arguments } from './arguments';
import { createNodeSession } from './nodeSession';
import { openOwnFiles, ownPaths } from './ownPaths';
import { anyRecipeOf, parseAnyRecipe } from './recipeOf';
import { type RunnableRecipe, type RunnableReport, runWithFiles } from './runWithFiles';
import { constantsNamed, methodNamed, withConstants, withMethod, withSetting } from './setting';
import { wasmAssetsOf } from './threads';
import { readTrigger } from './triggerFile';
import { writeOut } from './writeOut';

export const RUN_OPTIONS = [
  'model',
  'data',
  'test',
  'poisoned',
  'trigger',
  'normalisation',
  'method',
  'constants',
  'set',
  'seed',
  'backend',
  'threads',
  'out',
] as const;

/** One line of progress on stderr, at most once a second. */
export function progressLine(): (event: EngineEvent) => void {
  let toldMs = 0;
  return (event) => {
    if (event.kind === 'notice')
      process.stderr.write(`note: ${event.code} ${JSON.stringify(event.params)}\n`);
    if (event.kind === 'doubt') process.stderr.write(`doubt: ${event.doubt}\n`);
    if (event.kind !== 'progress' || Date.now() - toldMs < 1000) return;
    toldMs = Date.now();
    const eta = event.etaMs === null ? '' : `, ${(event.etaMs / 1000).toFixed(0)} s left`;
    process.stderr.write(`${event.phase} ${String(event.done)}/${String(event.total ?? '?')}${eta}\n`);
  };
}

function pixelsOf(recipe: RunnableRecipe, args: Arguments): PixelReading {
  const asked = args.option('normalisation');
  if (asked !== null) return { normalisation: namedNormalisation(asked) };
  return pixelReadingOf(recipe.data, { normalisation: 'rnp' });
}

/** A normalisation by its name. Throws `argument-invalid` for an unknown one. */
export function namedNormalisation(asked: string): NormalisationId {
  const known = NORMALISATION_IDS.find((each) => each === asked);
  if (known !== undefined) return known;
  const reason = `known are ${NORMALISATION_IDS.join(', ')}`;
  throw new FaultError('argument-invalid', { argument: '--normalisation', reason });
}

/** The recipe with everything the command line says about it, except files. */
export async function recipeFrom(args: Arguments, source: string): Promise<AnyRecipe> {
  let recipe = await anyRecipeOf(source);
  const method = args.option('method');
  if (method !== null) recipe = withMethod(recipe, methodNamed(method, '--method'));
  const constants = args.option('constants');
  if (constants !== null) recipe = withConstants(recipe, constantsNamed(constants));
  for (const setting of args.all('set')) recipe = withSetting(recipe, setting);
  const seed = args.option('seed');
  if (seed !== null) recipe = withSetting(recipe, `seed=${seed}`);
  const trigger = args.option('trigger');
  if (trigger !== null) recipe = parseAnyRecipe({ ...recipe, trigger: await readTrigger(trigger) });
  return recipe;
}

/** The backend that was asked for; wasm by default. */
export function backendOf(args: Arguments): BackendId {
  const asked = args.option('backend') ?? 'wasm';
  if (BACKENDS.includes(asked as BackendId)) return asked as BackendId;
  throw new FaultError('argument-invalid', {
    argument: '--backend',
    reason: `known are ${BACKENDS.join(', ')}`,
  });
}

/** Runs one recipe on the backend that was asked for and answers its report. */
export function runRecipe(recipe: Recipe, args: Arguments): Promise<Report>;
export function runRecipe(recipe: DefenseRecipe, args: Arguments): Promise<DefenseReport>;
export function runRecipe(recipe: AnyRecipe, args: Arguments): Promise<AnyReport>;
export function runRecipe(recipe: DetectionRecipe, args: Arguments): Promise<DetectionReport>;
export async function runRecipe(recipe: RunnableRecipe, args: Arguments): Promise<RunnableReport> {
  const tell = progressLine();
  const backend = backendOf(args);
  const pixels = pixelsOf(recipe, args);
  const paths = await ownPaths(args);
  if (backend === 'webgpu') {
    // Loaded when it is needed: it brings a browser's driver and a bundler along.
    const { runInBrowser } = await import('./runInBrowser');
    return runInBrowser(recipe, { paths, pixels }, tell);
  }
  const files = await openOwnFiles(paths, pixels);
  const session = createNodeSession(
    (_job, event) => {
      tell(event);
    },
    { wasm: wasmAssetsOf(args) },
  );
  try {
    await session.start(backend);
    return await runWithFiles(session, recipe, files);
  } finally {
    session.dispose();
  }
}

/** Runs and writes the report to `--out` or stdout. */
export async function runCommand(args: Arguments): Promise<void> {
  const [source] = args.words;
  if (source === undefined) {
    throw new FaultError('argument-invalid', {
      argument: 'recipe',
      reason: 'name a preset, a recipe file or a link',
    });
  }
  const report = await runRecipe(await recipeFrom(args, source), args);
  await writeOut(args.option('out'), `${JSON.stringify(report, null, 1)}\n`);
  const { after, before, pruned } = await recordOf('', report);
  const line = ({ attackSuccessRate, cleanAccuracy }: KeptNumbers): string =>
    `clean ${cleanAccuracy?.toFixed(4) ?? '-'} attack ${attackSuccessRate?.toFixed(4) ?? '-'}`;
  process.stderr.write(`${line(before)} -> ${line(after)}, ${String(pruned)} filters cut\n`);
}
