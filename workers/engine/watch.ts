/** What the page looks at while a run goes on, and how long the rest will take. */
import type { EngineEvent, PhaseId } from '../protocol';

export class Watch {
  layer: string | null = null;
  image = 0;
  /** Two steps a second, to be followed by eye. */
  slow = false;
  private readonly started = new Map<string, { atMs: number; done: number }>();

  /** Another layer or image, or another pace. */
  turnTo({ layer, image, slow }: Pick<Watch, 'layer' | 'image' | 'slow'>): void {
    this.layer = layer;
    this.image = image;
    this.slow = slow;
  }

  /** Where a phase is, with the time it will take. */
  progress(phase: PhaseId, done: number, total: number, unit: 'row' | 'step'): EngineEvent {
    return { kind: 'progress', phase, done, total, unit, etaMs: this.etaMs(phase, done, total) };
  }

  /** Milliseconds until `total`, from the pace so far in this phase; null for the first steps. */
  private etaMs(phase: PhaseId, done: number, total: number): number | null {
    const now = Date.now();
    const start = this.started.get(phase);
    if (start === undefined || done <= start.done) {
      this.started.set(phase, { atMs: now, done });
      return null;
    }
    return Math.round(((now - start.atMs) / (done - start.done)) * (total - done));
  }
}
