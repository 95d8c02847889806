/** A run on the user's own files, wherever the engine lives: the same in Node and in a headless browser. */
import type {
  DataSummary,
  EngineApi,
  ModelSummary,
  NormalisationId,
  Recipe,
  Report,
} from '../workers/protocol';

type Takes<M extends keyof EngineApi> = Parameters<EngineApi[M]>[0];

/** What is asked of an engine; its faults are thrown. */
export interface Engine {
  loadModel(a: Takes<'loadModel'>): Promise<ModelSummary>;
  loadData(a: Takes<'loadData'>): Promise<DataSummary>;
  run(a: Takes<'start'>): Promise<Report>;
}

/** Files that take the place of what the recipe names. */
export interface OwnFiles {
  readonly model: File | null;
  readonly defense: File | null;
  readonly test: File | null;
  readonly normalisation: NormalisationId;
}

function reference({ name, sha256 }: { name: string; sha256: string }): { name: string; sha256: string } {
  return { name, sha256 };
}

/** Loads the files, names them in the recipe, and runs it. */
export async function runWithFiles(engine: Engine, recipe: Recipe, files: OwnFiles): Promise<Report> {
  const { defense, model, normalisation, test } = files;
  let whole = recipe;
  if (model !== null) {
    const opened = await engine.loadModel({ job: 'model', source: { kind: 'file', file: model } });
    whole = { ...whole, model: { kind: 'file', ...reference(opened) } };
  }
  if (defense !== null) {
    const source = { kind: 'files', defense, test, normalisation } as const;
    const opened = await engine.loadData({ job: 'data', source });
    const data = {
      kind: 'files',
      defense: reference(opened.defense),
      test: opened.test === null ? null : reference(opened.test),
      normalisation,
    } as const;
    whole = { ...whole, data };
  }
  return engine.run({ job: 'run', recipe: whole });
}
