/** Loads under way: each says how far it has come, and can be stopped between two readings. */
import { type EngineEvent, FaultError, type JobId, type PhaseId, toFault } from '../protocol';
import type { EventSink } from './eventPort';

type ProgressUnit = Extract<EngineEvent, { kind: 'progress' }>['unit'];

/** Says how far a load has come. Throws `cancelled` once the load was stopped. */
export type TellPhase = (phase: PhaseId, done?: number, total?: number | null, unit?: ProgressUnit) => void;

export class LoadJobs {
  private readonly alive = new Set<JobId>();
  private readonly stopped = new Set<JobId>();

  constructor(private readonly emit: EventSink) {}

  /** Does `work` as a job: its events end with `end`, whatever happens. */
  async run<T>(job: JobId, work: (tell: TellPhase) => Promise<T>): Promise<T> {
    this.alive.add(job);
    try {
      const value = await work(this.tellOf(job));
      this.emit(job, { kind: 'end', how: 'done' });
      return value;
    } catch (thrown) {
      const fault = toFault(thrown);
      this.emit(job, { kind: 'end', how: fault.code === 'cancelled' ? 'cancelled' : 'failed', fault });
      throw thrown;
    } finally {
      this.alive.delete(job);
      this.stopped.delete(job);
    }
  }

  /** Stops a load at its next reading; false where there is none of this name. */
  stop(job: JobId): boolean {
    if (!this.alive.has(job)) return false;
    this.stopped.add(job);
    return true;
  }

  /** Where a job tells how far it has come. */
  tellOf(job: JobId): TellPhase {
    return (phase, done = 0, total = null, unit = 'row') => {
      if (this.stopped.has(job)) throw new FaultError('cancelled');
      this.emit(job, { kind: 'progress', phase, done, total, unit, etaMs: null });
    };
  }
}
