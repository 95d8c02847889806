/** The session as the page sees it: every answer is a value, faults included. */
import { type EngineApi, FaultError, PROTOCOL_VERSION, type Result, resultOf } from '../protocol';
import type { Session } from './session';

/** Called by `hello` with the page's event port and address, before anything else. */
export type CreateSession = (events: MessagePort, base: string) => Session;

/** The commands of {@link EngineApi} over a session that `hello` makes. */
export function createEngineApi(createSession: CreateSession): EngineApi {
  let session: Session | null = null;
  const ask = <T>(work: (session: Session) => T | Promise<T>): Promise<Result<T>> =>
    resultOf(() => {
      if (session === null) throw new FaultError('bug', {}, { detail: 'hello comes first' });
      return work(session);
    });
  return {
    hello: ({ protocol, events, device, trusted, base }) =>
      resultOf(async () => {
        if (protocol !== PROTOCOL_VERSION) {
          throw new FaultError('protocol-mismatch', { page: protocol, engine: PROTOCOL_VERSION });
        }
        session?.dispose();
        session = createSession(events, base);
        return session.start(device, trusted);
      }),
    loadModel: (a) => ask((engine) => engine.loadModel(a)),
    loadData: (a) => ask((engine) => engine.loadData(a)),
    offerFiles: (a) =>
      ask((engine) => {
        engine.offerFiles(a);
      }),
    tellApart: (a) => ask((engine) => engine.tellApart(a)),
    examine: (a) => ask((engine) => engine.examine(a)),
    loadMasks: (a) => ask((engine) => engine.loadMasks(a)),
    diagnose: (a) => ask((engine) => engine.diagnose(a)),
    start: (a) => ask((engine) => engine.run(a)),
    train: (a) => ask((engine) => engine.train(a)),
    defend: (a) => ask((engine) => engine.defend(a)),
    detect: (a) => ask((engine) => engine.detect(a)),
    judge: (a) => ask((engine) => engine.judge(a)),
    control: (a) =>
      ask((engine) => {
        engine.control(a);
      }),
    watch: (a) =>
      ask((engine) => {
        engine.watch(a);
      }),
    tryPrune: (a) => ask((engine) => engine.tryPrune(a)),
    maps: (a) => ask((engine) => engine.maps(a)),
    inspectFilter: (a) => ask((engine) => engine.inspectFilter(a)),
    predict: (a) => ask((engine) => engine.predict(a)),
    preview: (a) => ask((engine) => engine.preview(a)),
    resizedPictures: (a) => ask((engine) => engine.resizedPictures(a)),
    exportAs: (a) => ask((engine) => engine.exportAs(a)),
    dispose: () => {
      session?.dispose();
      session = null;
      return Promise.resolve();
    },
  };
}
