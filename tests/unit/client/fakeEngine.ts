/** A scripted engine behind a message port: what the client is shown and tested with. */
import { expose } from 'comlink';
import {
  type Acknowledgement,
  type DataSummary,
  type DefenseReport,
  type DetectionReport,
  type DeviceReport,
  type EngineApi,
  type EngineEvent,
  type Envelope,
  type Fault,
  type JobId,
  type MasksSummary,
  type ModelSummary,
  PROTOCOL_VERSION,
  type Report,
  type Result,
  type TrainedNetwork,
} from '../../../workers/protocol';
import type { EngineHost } from '../../../src/client/engineConnection';
import { DATA, DEVICE, MODEL, plausibleReport } from '../run/plausibleRun';

const FINE: Result<void> = { ok: true, value: undefined };

export function failed(code: Fault['code']): { ok: false; fault: Fault } {
  return { ok: false, fault: { code, params: {} } };
}

export class FakeEngine implements EngineApi {
  readonly calls: string[] = [];
  readonly acknowledged: Acknowledgement[] = [];
  terminated = false;
  /** An engine that is stuck in a batch answers nothing. */
  stuck = false;
  /** A slow engine reads on until it is stopped. */
  slow = false;
  answers: {
    hello: Result<DeviceReport>;
    loadModel: Result<ModelSummary>;
    loadData: Result<DataSummary>;
    loadMasks: Result<MasksSummary>;
  } = {
    hello: { ok: true, value: DEVICE },
    loadModel: { ok: true, value: MODEL },
    loadData: { ok: true, value: DATA },
    loadMasks: failed('masks-mismatch'),
  };
  crash: (fault: Fault) => void = () => undefined;
  #events: MessagePort | null = null;
  #seq = new Map<JobId, number>();
  #stopLoad: () => void = () => undefined;
  #endRun: ((result: Result<Report>) => void) | null = null;
  #endTraining: ((result: Result<TrainedNetwork>) => void) | null = null;
  #endDefense: ((result: Result<DefenseReport>) => void) | null = null;
  #endDetection: ((result: Result<DetectionReport>) => void) | null = null;
  runJob: JobId = '';
  resumed = false;

  async hello({ events }: Parameters<EngineApi['hello']>[0]): Promise<Result<DeviceReport>> {
    this.calls.push('hello');
    this.#events = events;
    events.onmessage = ({ data }: MessageEvent<Acknowledgement>) => void this.acknowledged.push(data);
    return this.answers.hello;
  }
  async loadModel({ job, source }: Parameters<EngineApi['loadModel']>[0]): Promise<Result<ModelSummary>> {
    this.calls.push(`loadModel ${source.kind === 'zoo' ? source.id : source.name}`);
    if (!this.slow) return this.answers.loadModel;
    this.send(job, [{ kind: 'progress', phase: 'read', done: 1, total: 4, unit: 'byte', etaMs: null }]);
    return new Promise((resolve) => (this.#stopLoad = () => resolve(failed('cancelled'))));
  }
  async loadData({ source }: Parameters<EngineApi['loadData']>[0]): Promise<Result<DataSummary>> {
    this.calls.push(`loadData ${source.kind}`);
    return this.answers.loadData;
  }
  async diagnose(): ReturnType<EngineApi['diagnose']> {
    return { ok: true, value: [{ pixels: { normalisation: 'rnp' }, accuracy: 0.9 }] };
  }
  async offerFiles(): Promise<Result<void>> {
    return FINE;
  }
  async tellApart({ files }: Parameters<EngineApi['tellApart']>[0]): ReturnType<EngineApi['tellApart']> {
    return { ok: true, value: files.map(() => ({ kind: 'unknown', companions: [] })) };
  }
  async examine(): ReturnType<EngineApi['examine']> {
    return failed('file-unknown');
  }
  async loadMasks(): ReturnType<EngineApi['loadMasks']> {
    return this.answers.loadMasks;
  }
  start({ job, resume }: Parameters<EngineApi['start']>[0]): Promise<Result<Report>> {
    this.calls.push('start');
    this.runJob = job;
    this.resumed = resume === true;
    return new Promise((resolve) => (this.#endRun = resolve));
  }
  train({ job, resume }: Parameters<EngineApi['train']>[0]): Promise<Result<TrainedNetwork>> {
    this.calls.push('train');
    this.runJob = job;
    this.resumed = resume === true;
    return new Promise((resolve) => (this.#endTraining = resolve));
  }
  defend({ job, recipe }: Parameters<EngineApi['defend']>[0]): ReturnType<EngineApi['defend']> {
    this.calls.push(`defend ${recipe.method.id} ${recipe.seed}`);
    this.runJob = job;
    return new Promise((resolve) => (this.#endDefense = resolve));
  }
  detect({ job, recipe }: Parameters<EngineApi['detect']>[0]): ReturnType<EngineApi['detect']> {
    this.calls.push(`detect ${String(recipe.seed)}`);
    this.runJob = job;
    return new Promise((resolve) => (this.#endDetection = resolve));
  }
  judge(): ReturnType<EngineApi['judge']> {
    return Promise.resolve({ ok: false, fault: { code: 'run-missing', params: {} } });
  }
  async control(a: Parameters<EngineApi['control']>[0]): Promise<Result<void>> {
    this.calls.push(a.do);
    if (this.stuck) return new Promise(() => undefined);
    if (a.do === 'cancel') {
      this.#stopLoad();
      this.end(failed('cancelled'));
      this.endTraining(failed('cancelled'));
      this.endDefense(failed('cancelled'));
      this.endDetection(failed('cancelled'));
    }
    return FINE;
  }
  async watch({ hz }: Parameters<EngineApi['watch']>[0]): Promise<Result<void>> {
    this.calls.push(`watch ${hz}`);
    return FINE;
  }
  tryPrune: EngineApi['tryPrune'] = async ({ cut }) => {
    const pruned = cut.kind === 'count' ? cut.count : 0;
    if (pruned === 13) return failed('superseded');
    const row = { threshold: null, defenseAccuracy: 1, cleanAccuracy: 1, targetClassAccuracy: 1 };
    return { ok: true, value: { ...row, pruned, attackSuccessRate: 0 } };
  };
  async inspectFilter(): ReturnType<EngineApi['inspectFilter']> {
    return failed('run-missing');
  }
  maps: EngineApi['maps'] = async ({ layer, image }) => {
    this.calls.push(`maps ${layer} ${image}`);
    const map = { kind: 'heatmap', network: 'backdoored', step: 0, triggered: false } as const;
    return {
      ok: true,
      value: [{ ...map, layer, image, rows: 1, columns: 1, values: Float32Array.of(image) }],
    };
  };
  async predict({ run, network }: Parameters<EngineApi['predict']>[0]): ReturnType<EngineApi['predict']> {
    this.calls.push(`predict ${network} of ${run === null ? 'what is open' : 'the run'}`);
    return { ok: true, value: [] };
  }
  async preview(): ReturnType<EngineApi['preview']> {
    return { ok: true, value: [] };
  }
  async resizedPictures(): ReturnType<EngineApi['resizedPictures']> {
    return { ok: true, value: [] };
  }
  async exportAs(): ReturnType<EngineApi['exportAs']> {
    return failed('run-missing');
  }
  async dispose(): Promise<void> {}

  /** Sends events of a job in one envelope; `seq` can be given to break the law on purpose. */
  send(job: JobId, events: readonly EngineEvent[], seq?: number): void {
    const next = seq ?? (this.#seq.get(job) ?? -1) + 1;
    this.#seq.set(job, next);
    const envelope: Envelope = { protocol: PROTOCOL_VERSION, job, seq: next, sentMs: 0, events };
    this.#events?.postMessage(envelope);
  }

  /** Ends the run, as an answer to `start`. */
  end(result: Result<Report> = { ok: true, value: plausibleReport() }): void {
    this.#endRun?.(result);
    this.#endRun = null;
  }

  /** Ends the training, as an answer to `train`. */
  endTraining(result: Result<TrainedNetwork>): void {
    this.#endTraining?.(result);
    this.#endTraining = null;
  }

  /** Ends the defense, as an answer to `defend`. */
  endDefense(result: Result<DefenseReport>): void {
    this.#endDefense?.(result);
    this.#endDefense = null;
  }

  /** Ends the detection, as an answer to `detect`. */
  endDetection(result: Result<DetectionReport>): void {
    this.#endDetection?.(result);
    this.#endDetection = null;
  }

  /** The host that the client takes for a worker. */
  host(): EngineHost {
    const { port1, port2 } = new MessageChannel();
    expose(this, port2);
    port2.start();
    return {
      endpoint: port1,
      terminate: () => {
        this.terminated = true;
        port1.close();
        port2.close();
        this.#events?.close();
      },
      onCrash: (listener) => (this.crash = listener),
    };
  }
}
