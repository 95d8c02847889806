/** The engine in a headless browser: the page's own worker, asked from outside instead of by buttons. */
import { startEngineWorker } from '../../src/client/engineHost';
import { EngineConnection } from '../../src/client/engineConnection';
import { type EngineApi, FaultError, type PickedFile, type Result, resultOf } from '../../workers/protocol';
import { type Engine, runWithFiles } from '../runWithFiles';

/** The answer's value, or its fault thrown. */
async function valueOf<T>(answer: Promise<Result<T>>): Promise<T> {
  const result = await answer;
  if (result.ok) return result.value;
  const { code, params } = result.fault;
  throw new FaultError(code, params, result.fault);
}

function engineOf(connection: EngineConnection): Engine {
  const call = <T>(command: (api: EngineApi) => Promise<Result<T>>): Promise<T> =>
    valueOf(connection.call((api) => command(api as unknown as EngineApi)));
  return {
    loadModel: (a) => call((api) => api.loadModel(a)),
    loadData: (a) => call((api) => api.loadData(a)),
    run: (a) => call((api) => api.start(a)),
    defend: (a) => call((api) => api.defend(a)),
    detect: (a) => call((api) => api.detect(a)),
  };
}

function filesIn(id: string, paths: readonly string[] | undefined): PickedFile[] {
  const input = document.getElementById(id);
  const files = input instanceof HTMLInputElement ? [...(input.files ?? [])] : [];
  return files.map((file, at) => ({ path: paths?.[at] ?? file.name, file }));
}

window.rnp = (recipe, paths, pixels) =>
  resultOf(async () => {
    const connection = new EngineConnection(
      startEngineWorker(),
      ({ events }) => events.forEach(window.tell),
      () => undefined,
    );
    await valueOf(connection.hello('webgpu', false, location.href));
    const files = {
      model: filesIn('model', paths['model']),
      defense: filesIn('defense', paths['defense']),
      test: filesIn('test', paths['test']),
      poisoned: filesIn('poisoned', paths['poisoned']),
      pixels,
    };
    return runWithFiles(engineOf(connection), recipe, files);
  });
