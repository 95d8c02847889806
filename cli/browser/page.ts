/** The engine in a headless browser: the page's own worker, asked from outside instead of by buttons. */
import { startEngineWorker } from '../../src/client/engineHost';
import { EngineConnection } from '../../src/client/engineConnection';
import { type EngineApi, FaultError, type Result, resultOf } from '../../workers/protocol';
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
  };
}

function fileIn(id: string): File | null {
  const input = document.getElementById(id);
  return input instanceof HTMLInputElement ? (input.files?.[0] ?? null) : null;
}

window.rnp = (recipe, normalisation) =>
  resultOf(async () => {
    const connection = new EngineConnection(
      startEngineWorker(),
      ({ events }) => events.forEach(window.tell),
      () => undefined,
    );
    await valueOf(connection.hello('webgpu', false, location.href));
    const files = {
      model: fileIn('model'),
      defense: fileIn('defense'),
      test: fileIn('test'),
      normalisation,
    };
    return runWithFiles(engineOf(connection), recipe, files);
  });
