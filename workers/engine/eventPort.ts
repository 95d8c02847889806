/**
 * Sends events to the page in envelopes, at most 20 a second, typed arrays transferred. Where the page falls behind by
 * eight envelopes, heatmaps are dropped first, then histograms, never points.
 */
import { type EngineEvent, type Envelope, type JobId, PROTOCOL_VERSION } from '../protocol';

const INTERVAL_MS = 50;
const MOST_UNACKNOWLEDGED = 8;

/** Where events go: a port in a worker, a callback in Node. */
export type EventSink = (job: JobId, event: EngineEvent) => void;

/** The buffers inside an event, each once, for transfer: what is in an event belongs to whoever hears it. */
export function buffersOf(event: EngineEvent): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  const visit = (value: unknown): void => {
    if (ArrayBuffer.isView(value)) {
      if (value.buffer instanceof ArrayBuffer) buffers.add(value.buffer);
    } else if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit);
  };
  visit(event);
  return [...buffers];
}

export class EventPort {
  private readonly waiting = new Map<JobId, EngineEvent[]>();
  private readonly sent = new Map<JobId, number>();
  private unacknowledged = 0;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly port: Pick<MessagePort, 'postMessage' | 'onmessage'>) {
    port.onmessage = () => {
      this.unacknowledged = Math.max(0, this.unacknowledged - 1);
      if (this.waiting.size > 0) this.schedule();
    };
  }

  /** Queues an event of a job; `end` goes out at once. */
  readonly send: EventSink = (job, event) => {
    const queue = this.waiting.get(job) ?? [];
    this.waiting.set(job, queue);
    queue.push(event);
    if (event.kind === 'end') this.flush();
    else this.schedule();
  };

  private schedule(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.flush();
    }, INTERVAL_MS);
  }

  private flush(): void {
    const behind = this.unacknowledged >= MOST_UNACKNOWLEDGED;
    for (const [job, queue] of this.waiting) {
      const events = behind
        ? queue.filter((event) => event.kind !== 'heatmap' && event.kind !== 'masks')
        : queue;
      if (events.length > 0) this.post(job, mergePoints(events));
    }
    this.waiting.clear();
  }

  private post(job: JobId, events: readonly EngineEvent[]): void {
    const seq = this.sent.get(job) ?? 0;
    this.sent.set(job, seq + 1);
    const envelope: Envelope = { protocol: PROTOCOL_VERSION, job, seq, sentMs: Date.now(), events };
    const buffers = [...new Set(events.flatMap(buffersOf))];
    this.port.postMessage(envelope, buffers);
    this.unacknowledged++;
  }
}

/** Joins the points of the same series within one envelope, keeping their order. */
export function mergePoints(events: readonly EngineEvent[]): EngineEvent[] {
  const merged: EngineEvent[] = [];
  const latest = new Map<string, { index: number; steps: number[]; values: number[] }>();
  for (const event of events) {
    if (event.kind !== 'points') {
      merged.push(event);
      continue;
    }
    const key = `${event.stage}/${event.metric}`;
    const known = latest.get(key) ?? { index: merged.length, steps: [], values: [] };
    known.steps.push(...event.steps);
    known.values.push(...event.values);
    if (!latest.has(key)) {
      latest.set(key, known);
      merged.push(event);
    }
    merged[known.index] = {
      ...event,
      steps: Uint32Array.from(known.steps),
      values: Float32Array.from(known.values),
    };
  }
  return merged;
}
