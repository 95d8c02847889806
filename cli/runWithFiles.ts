/** A run or a detection on the user's own files, wherever the engine lives: the same in Node and in a headless browser. */
import type {
  AnyRecipe,
  AnyReport,
  DataReference,
  DataSummary,
  DefenseReport,
  DetectionRecipe,
  DetectionReport,
  EngineApi,
  ModelSummary,
  PickedFile,
  PickedSet,
  PixelReading,
  Recipe,
  Report,
} from '../workers/protocol';

type Takes<M extends keyof EngineApi> = Parameters<EngineApi[M]>[0];

/** A run of RNP or of another defense, or a detection. */
export type RunnableRecipe = AnyRecipe | DetectionRecipe;
export type RunnableReport = AnyReport | DetectionReport;

/** What is asked of an engine; its faults are thrown. */
export interface Engine {
  loadModel(a: Takes<'loadModel'>): Promise<ModelSummary>;
  loadData(a: Takes<'loadData'>): Promise<DataSummary>;
  run(a: Takes<'start'>): Promise<Report>;
  defend(a: Takes<'defend'>): Promise<DefenseReport>;
  detect(a: Takes<'detect'>): Promise<DetectionReport>;
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

async function withModel<R extends RunnableRecipe>(
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
export function runWithFiles(
  engine: Engine,
  recipe: RunnableRecipe,
  files: OwnFiles,
): Promise<RunnableReport>;
export async function runWithFiles(
  engine: Engine,
  recipe: RunnableRecipe,
  files: OwnFiles,
): Promise<RunnableReport> {
  const opened = await withModel(engine, recipe, files.model);
  const whole = { ...opened, data: (await openData(engine, files)) ?? opened.data };
  switch (whole.format) {
    case 'rnp-recipe':
      return engine.run({ job: 'run', recipe: whole });
    case 'rnp-defense':
      return engine.defend({ job: 'run', recipe: whole });
    default:
      return engine.detect({ job: 'run', recipe: whole });
  }
}
