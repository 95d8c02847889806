import { runChunk } from './chunks';

/**
 * The team: threads that share this heap and take the chunks of one job after the other. The calling thread works too.
 * A taken number holds the job's turn beside the chunk, so that a thread which comes late, with a number of the job before,
 * never takes it for one of the next job. A job is over when `done` reaches its chunks.
 */
@unmanaged
class Team {
  /** Turn of the job that is being written or worked on: the first that changes, so that a late number is known. */
  turn: i32;
  /** Turn and next chunk to take. */
  next: i32;
  done: i32;
  chunks: i32;
  kind: i32;
  job: usize;
  /** Turn of the last job that was opened: the last that changes; helpers sleep on it. Negative: the team is dismissed. */
  gate: i32;
  /** Helpers that have joined; with {@link CLOSED} added nobody joins any more. */
  members: i32;
}

/** More than all threads that could ask to join. */
const CLOSED: i32 = 1 << 16;

/** Bits of a taken number that hold the chunk. */
const CHUNK_BITS: i32 = 14;
const LARGEST_CHUNK: i32 = (1 << CHUNK_BITS) - 1;
const LARGEST_TURN: i32 = (1 << (31 - CHUNK_BITS)) - 1;
/** Looks at the memory before a thread goes to sleep: some ten microseconds, about what waking costs. */
const SPINS: i32 = 4000;

/** Works on the open job until no chunk is left. */
function work(team: usize, thread: i32): void {
  for (;;) {
    const taken = atomic.add<i32>(team, 1, offsetof<Team>('next'));
    const chunk = taken & LARGEST_CHUNK;
    const chunks = atomic.load<i32>(team, offsetof<Team>('chunks'));
    if (chunk >= chunks || taken >> CHUNK_BITS != atomic.load<i32>(team, offsetof<Team>('turn'))) return;
    const kind = atomic.load<i32>(team, offsetof<Team>('kind'));
    runChunk(kind, <usize>atomic.load<u32>(team, offsetof<Team>('job')), chunk, thread);
    if (atomic.add<i32>(team, 1, offsetof<Team>('done')) + 1 == chunks) {
      atomic.notify(team + offsetof<Team>('done'), 1);
    }
  }
}

/** Waits until the number at `place` is no longer `seen`. */
function waitForChange(place: usize, seen: i32): void {
  for (let spin = 0; spin < SPINS; spin++) if (atomic.load<i32>(place) != seen) return;
  // A bound in case the wake-up falls between the last look and the sleep: it cannot, but a thread must never hang.
  atomic.wait<i32>(place, seen, 50_000_000);
}

/** Runs all chunks of a job, at most {@link LARGEST_CHUNK}, on the team and returns when they are done. */
export function runOnTeam(team: usize, kind: i32, job: usize, chunks: i32): void {
  const before = atomic.load<i32>(team, offsetof<Team>('turn'));
  const turn = before == LARGEST_TURN ? 1 : before + 1;
  // The turn comes first: whoever took a number before finds either nothing changed or another turn.
  atomic.store<i32>(team, turn, offsetof<Team>('turn'));
  atomic.store<i32>(team, kind, offsetof<Team>('kind'));
  atomic.store<u32>(team, <u32>job, offsetof<Team>('job'));
  atomic.store<i32>(team, chunks, offsetof<Team>('chunks'));
  atomic.store<i32>(team, 0, offsetof<Team>('done'));
  atomic.store<i32>(team, turn << CHUNK_BITS, offsetof<Team>('next'));
  atomic.store<i32>(team, turn, offsetof<Team>('gate'));
  atomic.notify(team + offsetof<Team>('gate'), chunks - 1);
  work(team, 0);
  for (;;) {
    const done = atomic.load<i32>(team, offsetof<Team>('done'));
    if (done == chunks) return;
    waitForChange(team + offsetof<Team>('done'), done);
  }
}

/** Gives a helper its number: 1, 2, ... in the order in which they come, so that scratch is shared without gaps. */
export function joinTeam(team: usize): i32 {
  return atomic.add<i32>(team, 1, offsetof<Team>('members')) + 1;
}

/** Lets nobody join from now on; answers how many have. */
export function closeTeam(team: usize): i32 {
  return atomic.add<i32>(team, CLOSED, offsetof<Team>('members'));
}

/** The life of one helper with the number that {@link joinTeam} gave it: returns when the team is dismissed. */
export function help(team: usize, thread: i32): void {
  // It came late: there is no scratch for it.
  if (thread > CLOSED) return;
  let worked = 0;
  for (;;) {
    const gate = atomic.load<i32>(team, offsetof<Team>('gate'));
    if (gate < 0) return;
    // Once a turn, or idle helpers would count the numbers up into the next one.
    if (gate != worked) work(team, thread);
    worked = gate;
    waitForChange(team + offsetof<Team>('gate'), gate);
  }
}

/** Makes an empty team of the memory at `team`. */
export function foundTeam(team: usize): void {
  memory.fill(team, 0, offsetof<Team>());
}

/** Sends the helpers home. */
export function dismissTeam(team: usize): void {
  atomic.store<i32>(team, -1, offsetof<Team>('gate'));
  atomic.notify(team + offsetof<Team>('gate'));
}
