/** A run on the user's own files, wherever the engine lives: the same in Node and in a headless browser. */
import type {
  AnyRecipe,
  AnyReport,
  DataReference,
  DataSummary,
  DefenseReport,
  EngineApi,
  ModelSummary,
  PickedFile,
  PickedSet,
  PixelReading,
  Recipe,
  Report,
} from '../workers/protocol';

/** Of RNP, or of a defense that it is compared with. */

type Takes<M extends keyof EngineApi> = Parameters<EngineApi[M]>[0];

/** What is asked of an engine; its faults are thrown. */
export interface Engine {
  loadModel(a: Takes<'loadModel'>): Promise<ModelSummary>;
  loadData(a: Takes<'loadData'>): Promise<DataSummary>;
  run(a: Takes<'start'>): Promise<Report>;
  defend(a: Takes<'defend'>): Promise<DefenseReport>;
}

/** Files that take the place of what the recipe names; an empty list leaves it. */
export interface OwnFiles {
  readonly model: readonly PickedFile[];
  readonly defense: readonly PickedFile[];
  readonly test: readonly PickedFile[];
  readonly poisoned: readonly PickedFile[];
  readonly pixels: PixelReading;
}

function reference({ name, sha256 }: { name: string; sha256: string }): { name: string; sha256: string } {
  return { name, sha256 };
}

function nameOf([first]: readonly PickedFile[]): string {
  return first?.path.split('/')[0] ?? '';
}

function setOf(files: readonly PickedFile[]): PickedSet | null {
  return files.length === 0 ? null : { name: nameOf(files), files, reading: {} };
}

async function withModel<R extends AnyRecipe>(
  engine: Engine,
  recipe: R,
  files: readonly PickedFile[],
): Promise<R> {
  if (files.length === 0) return recipe;
  const name = nameOf(files);
  // What the recipe says about its network is said about the one in its place.
  const hint = recipe.model.kind === 'file' ? (recipe.model.hint ?? null) : null;
  const opened = await engine.loadModel({ job: 'model', source: { kind: 'file', name, files, hint } });
  return {
    ...recipe,
    model: { kind: 'file', ...reference(opened), ...(hint === null ? {} : { hint }) },
  };
}

type FilesReference = Extract<DataReference, { kind: 'files' }>;

/** Loads the images and answers how a recipe names them; null where there are none. */
export async function openData(
  engine: Pick<Engine, 'loadData'>,
  files: OwnFiles,
): Promise<FilesReference | null> {
  const [defense, test, poisoned] = [setOf(files.defense), setOf(files.test), setOf(files.poisoned)];
  if (defense === null) return null;
  const { pixels } = files;
  const source = { kind: 'files', defense, test, poisoned, pixels } as const;
  const opened = await engine.loadData({ job: 'data', source });
  return {
    kind: 'files',
    defense: reference(opened.defense),
    test: opened.test === null ? null : reference(opened.test),
    ...(opened.poisoned === null ? {} : { poisoned: reference(opened.poisoned) }),
    ...pixels,
  };
}

/** Loads the files, names them in the recipe, and runs it. */
export function runWithFiles(engine: Engine, recipe: Recipe, files: OwnFiles): Promise<Report>;
export function runWithFiles(engine: Engine, recipe: AnyRecipe, files: OwnFiles): Promise<AnyReport>;
export async function runWithFiles(engine: Engine, recipe: AnyRecipe, files: OwnFiles): Promise<AnyReport> {
  const opened = await withModel(engine, recipe, files.model);
  const whole = { ...opened, data: (await openData(engine, files)) ?? opened.data };
  return whole.format === 'rnp-recipe'
    ? engine.run({ job: 'run', recipe: whole })
    : engine.defend({ job: 'run', recipe: whole });
}
