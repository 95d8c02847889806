/**
 * Pulls a run. Pause is not pulling, step is pulling up to the next learning step, cancel is `return()`: no method knows
 * of buttons. Between two pulls the thread is given back, so that commands are heard.
 */
import { type AnyStage, type EngineEvent, FaultError, type RunState } from '../protocol';

type Command = 'pause' | 'resume' | 'step' | 'skipStage' | 'cancel';

/** Half a second between steps when the page asks for slow motion. */
const SLOW_MS = 500;

/** Gives the thread back to whoever waits for it: messages from the page come in here. */
export function breathe(ms = 0): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Whether an event marks the end of a learning step (one batch, one filter, one row). */
function isStep(event: EngineEvent): boolean {
  return event.kind === 'progress' && (event.unit === 'step' || event.unit === 'row');
}

export class Scheduler {
  private skipRequested = false;
  private state: RunState = 'running';
  private stage: AnyStage | null = null;
  private stepsAllowed = Number.POSITIVE_INFINITY;
  private wake: (() => void) | null = null;

  constructor(
    private readonly emit: (event: EngineEvent) => void,
    private readonly isSlow: () => boolean,
  ) {}

  /** Whether the current stage was asked to end with what it has; asking clears it. */
  readonly takeSkip = (): boolean => {
    const asked = this.skipRequested;
    this.skipRequested = false;
    return asked;
  };

  /** Takes a command at any time. */
  control(command: Command): void {
    switch (command) {
      case 'pause':
        this.stepsAllowed = 0;
        if (this.state === 'running') this.enter('pausing');
        break;
      case 'resume':
        this.stepsAllowed = Number.POSITIVE_INFINITY;
        if (this.state !== 'cancelling') this.enter('running');
        break;
      case 'step':
        this.stepsAllowed = 1;
        break;
      case 'skipStage':
        this.skipRequested = true;
        break;
      case 'cancel':
        this.enter('cancelling');
        break;
      default:
        command satisfies never;
    }
    this.wake?.();
  }

  /** Pulls `run` to its end. Throws `cancelled` after a cancel, and whatever the run throws. */
  async drive<T>(run: AsyncGenerator<EngineEvent, T>): Promise<T> {
    // A cancel may have come while the device started or the network was read: then nothing of the run begins.
    if (this.state !== 'cancelling') this.enter('running');
    let pulledMs = Date.now();
    try {
      for (;;) {
        await this.gate();
        const next = await run.next();
        if (next.done === true) return next.value;
        const event = next.value;
        if (event.kind === 'state') {
          this.stage = event.stage;
          this.enter(this.state);
          continue;
        }
        this.emit(event);
        if (!isStep(event)) continue;
        this.stepsAllowed--;
        if (this.isSlow()) await breathe(Math.max(0, SLOW_MS - (Date.now() - pulledMs)));
        else await breathe();
        pulledMs = Date.now();
      }
    } finally {
      await run.return(undefined as never);
    }
  }

  /** For what comes before the run: throws `cancelled` after a cancel. */
  throwIfCancelled(): void {
    if (this.state === 'cancelling') throw new FaultError('cancelled');
  }

  private async gate(): Promise<void> {
    this.throwIfCancelled();
    while (this.stepsAllowed <= 0) {
      if (this.state !== 'paused') this.enter('paused');
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.wake = null;
      this.throwIfCancelled();
    }
  }

  private enter(state: RunState): void {
    this.state = state;
    this.emit({ kind: 'state', state, stage: this.stage });
  }
}
