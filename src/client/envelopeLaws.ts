/** The laws of the event stream, checked as it comes: `seq` rises by one per job, and nothing follows `end`. */
import type { Envelope, JobId } from '../../workers/protocol';

export class EnvelopeLaws {
  readonly #last = new Map<JobId, number>();
  readonly #ended = new Set<JobId>();

  /** What is wrong with the next envelope, in words for a report; null where nothing is. */
  check({ job, seq, events }: Envelope): string | null {
    if (this.#ended.has(job)) return `job ${job}: envelope ${seq} after its end`;
    const last = this.#last.get(job);
    this.#last.set(job, seq);
    const end = events.findIndex((event) => event.kind === 'end');
    if (end >= 0) this.#ended.add(job);
    if (end >= 0 && end < events.length - 1) return `job ${job}: events after end in envelope ${seq}`;
    if (last !== undefined && seq !== last + 1) return `job ${job}: envelope ${seq} after ${last}`;
    return null;
  }
}
