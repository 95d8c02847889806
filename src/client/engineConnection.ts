/**
 * One worker with one engine in it. Commands go through comlink; events come over a port and are acknowledged one by one.
 * A worker that is terminated would leave its calls pending for ever, so every call is also settled from here.
 */
import { type Endpoint, type Remote, transfer, wrap } from 'comlink';
import {
  type Acknowledgement,
  type DeviceChoice,
  type DeviceReport,
  type EngineApi,
  type Envelope,
  type Fault,
  PROTOCOL_VERSION,
  type Result,
  toFault,
} from '../../workers/protocol';

/** A worker, or what stands in for one in tests. */
export interface EngineHost {
  readonly endpoint: Endpoint;
  terminate(): void;
  /** Calls `listener` when the worker dies of an error that it could not answer with. */
  onCrash(listener: (fault: Fault) => void): void;
}

export type EnvelopeListener = (envelope: Envelope) => void;

export class EngineConnection {
  readonly #host: EngineHost;
  readonly #api: Remote<EngineApi>;
  readonly #events: MessagePort;
  readonly #enginePort: MessagePort;
  readonly #pending = new Set<(fault: Fault) => void>();
  #closedBy: Fault | null = null;

  constructor(host: EngineHost, onEnvelope: EnvelopeListener, onCrash: (fault: Fault) => void) {
    this.#host = host;
    this.#api = wrap<EngineApi>(host.endpoint);
    const { port1, port2 } = new MessageChannel();
    this.#events = port1;
    this.#enginePort = port2;
    port1.onmessage = ({ data }: MessageEvent<Envelope>) => {
      onEnvelope(data);
      const acknowledgement: Acknowledgement = { job: data.job, seq: data.seq };
      port1.postMessage(acknowledgement);
    };
    host.onCrash((fault) => {
      if (this.#closedBy !== null) return;
      this.close(fault);
      onCrash(fault);
    });
  }

  /** First call: hands the event port over, asks for a device and says below which address the zoo lies. */
  hello(device: DeviceChoice, trusted: boolean, base: string): Promise<Result<DeviceReport>> {
    const greeting = { protocol: PROTOCOL_VERSION, events: this.#enginePort, device, trusted, base };
    return this.call((api) => api.hello(transfer(greeting, [this.#enginePort])));
  }

  /** Sends a command. Settles with the engine's answer, or with the fault that closed the connection. */
  call<T>(command: (api: Remote<EngineApi>) => Promise<Result<T>>): Promise<Result<T>> {
    return new Promise((resolve) => {
      if (this.#closedBy !== null) {
        resolve({ ok: false, fault: this.#closedBy });
        return;
      }
      const abandon = (fault: Fault): void => resolve({ ok: false, fault });
      this.#pending.add(abandon);
      const answered = command(this.#api).catch((thrown: unknown): Result<T> => ({
        ok: false,
        fault: toFault(thrown),
      }));
      void answered.then((result) => {
        this.#pending.delete(abandon);
        resolve(result);
      });
    });
  }

  /** Ends the worker at once and settles everything that waits for it with `fault`. */
  close(fault: Fault): void {
    if (this.#closedBy !== null) return;
    this.#closedBy = fault;
    this.#events.onmessage = null;
    this.#events.close();
    this.#host.terminate();
    for (const abandon of this.#pending) abandon(fault);
    this.#pending.clear();
  }
}
