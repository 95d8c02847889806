/** The one job at a time that learns, a run of RNP or a training: steered, followed, and ended with its event, whatever happens. */
import { memory } from '../device/tf';
import { type EngineEvent, type Fault, FaultError, type JobId, toFault } from '../protocol';
import type { EventSink } from './eventPort';
import { Scheduler } from './scheduler';

export interface LearningJob {
  readonly job: JobId;
  readonly scheduler: Scheduler;
  /** Says something of the job to the page. */
  readonly emit: (event: EngineEvent) => void;
  /** Steps done in the stage under way. */
  step: number;
  /** The step of its last snapshot, for "resume from step N". */
  keptStep: number;
}

interface ActiveJob extends LearningJob {
  /** Set where the device went away under the job. */
  lost: Fault | null;
}

type Command = Parameters<Scheduler['control']>[0];

export class LearningJobs {
  private active: ActiveJob | null = null;

  constructor(
    private readonly sink: EventSink,
    private readonly isSlow: () => boolean,
  ) {}

  get isBusy(): boolean {
    return this.active !== null;
  }

  /** Throws `run-busy` while a job goes on. */
  assertIdle(): void {
    if (this.active !== null) throw new FaultError('run-busy');
  }

  /** Does `work` as the one job. Throws `run-busy`, the fault of the work, or that of the device it lost. */
  async run<T>(job: JobId, work: (job: LearningJob) => Promise<T>): Promise<T> {
    this.assertIdle();
    const emit = (event: EngineEvent): void => this.emit(active, event);
    const scheduler = new Scheduler(emit, this.isSlow);
    const active: ActiveJob = { job, scheduler, emit, step: 0, keptStep: 0, lost: null };
    this.active = active;
    try {
      const value = await work(active);
      emit({ kind: 'end', how: 'done' });
      return value;
    } catch (thrown) {
      const { lost, keptStep, step } = active;
      const fault =
        lost === null ? toFault(thrown) : { ...lost, params: { ...lost.params, step: keptStep, at: step } };
      emit({ kind: 'end', how: fault.code === 'cancelled' ? 'cancelled' : 'failed', fault });
      throw new FaultError(fault.code, fault.params, fault);
    } finally {
      this.active = null;
    }
  }

  /** Steers the job under way. Throws `run-missing` where there is none of this name. */
  control(job: JobId, command: Command): void {
    if (this.active?.job !== job) throw new FaultError('run-missing');
    this.active.scheduler.control(command);
  }

  /** Cancels whatever goes on; with a fault, as lost with its device. */
  stop(lost: Fault | null = null): void {
    if (this.active === null) return;
    this.active.lost = lost;
    this.active.scheduler.control('cancel');
  }

  private emit(active: ActiveJob, event: EngineEvent): void {
    if (event.kind === 'progress' && event.unit === 'step') {
      active.step = event.done;
      const { numTensors, numBytes } = memory();
      this.sink(active.job, { kind: 'memory', tensors: numTensors, bytes: numBytes, limitBytes: null });
    }
    this.sink(active.job, event);
  }
}
