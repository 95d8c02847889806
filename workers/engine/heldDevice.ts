/**
 * The engine's device: started when it is asked for, and again when it is needed after it went away. A lost device is
 * given back as soon as nobody computes on it any more: until then tfjs has tensors there.
 */
import type { DeviceChoice, DeviceReport, Fault } from '../protocol';

export interface RunningDevice {
  readonly report: DeviceReport;
  dispose: () => void;
}

export type StartDevice = (
  choice: DeviceChoice,
  lost: (fault: Fault) => void,
  trusted: boolean,
) => Promise<RunningDevice>;

export interface DeviceOwner {
  readonly startDevice: StartDevice;
  /** Told at once when the device is lost. */
  readonly lost: (fault: Fault) => void;
  /** Frees the tensors that lie on the device; it is disposed right afterwards. */
  readonly free: () => void;
}

export class HeldDevice {
  private asked: Parameters<HeldDevice['start']> = ['auto', false];
  private running: RunningDevice | null = null;
  private starting: Promise<DeviceReport> | null = null;
  private wasStarted = false;
  private isLost = false;
  private users = 0;

  constructor(private readonly owner: DeviceOwner) {}

  /** The device that can be computed on; null where there is none, or it is lost. */
  get report(): DeviceReport | null {
    return this.running === null || this.isLost ? null : this.running.report;
  }

  /** Starts the device in place of the one before. Throws what the start throws. */
  start(choice: DeviceChoice, trusted: boolean): Promise<DeviceReport> {
    this.asked = [choice, trusted];
    const starting = this.startNow(choice, trusted).finally(() => {
      this.starting = null;
    });
    this.starting = starting;
    return starting;
  }

  /** Starts the device as it was asked for last, unless it is there. Throws what the start throws. */
  async require(): Promise<void> {
    if (this.report === null) await (this.starting ?? this.start(...this.asked));
  }

  /** Does `work` on the device, which is started again where it went away; one that never ran is not. */
  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.wasStarted) await this.require();
    return this.hold(work);
  }

  /** Does `work` on whatever device there is; a loss under it is cleared away when it has ended. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    this.users++;
    try {
      return await work();
    } finally {
      this.users--;
      this.dropIfLost();
    }
  }

  dispose(): void {
    this.owner.free();
    this.running?.dispose();
    this.running = null;
  }

  private async startNow(choice: DeviceChoice, trusted: boolean): Promise<DeviceReport> {
    this.dispose();
    this.isLost = false;
    this.running = await this.owner.startDevice(choice, (fault) => this.lose(fault), trusted);
    this.wasStarted = true;
    return this.running.report;
  }

  private lose(fault: Fault): void {
    this.isLost = true;
    this.owner.lost(fault);
    this.dropIfLost();
  }

  private dropIfLost(): void {
    if (this.isLost && this.users === 0) this.dispose();
  }
}
