/** Plays a recorded run through the same store writers as a real one. Stops by itself when a real run starts. */
import {
  type Recording,
  readRecording,
  type RecordedEvent,
  toFault,
  FaultError,
} from '../../workers/protocol';
import { applyRunEvents } from '../state/runEvents';
import { emptyRun, runStore } from '../state/runStore';
import { series } from '../state/series';
import { isAlive } from '../state/transition';
import { pageUrl } from './pageFiles';

const TICK_MS = 50;

interface Playing {
  readonly recording: Recording;
  readonly timer: ReturnType<typeof setInterval>;
}

let playing: Playing | null = null;
let loaded: Promise<Recording> | null = null;

async function fetchRecording(path: string): Promise<Recording> {
  let response: Response;
  try {
    response = await fetch(pageUrl(path));
  } catch (thrown) {
    throw new FaultError('network-failed', { url: path, reason: String(thrown) });
  }
  if (!response.ok) throw new FaultError('network-failed', { url: path, reason: `HTTP ${response.status}` });
  return readRecording(await response.text());
}

/** The recorded run of the first screen, fetched once. Rejects with `network-failed`. */
export function loadRecording(path = 'recorded/badnets-8.json'): Promise<Recording> {
  loaded ??= fetchRecording(path).catch((thrown: unknown) => {
    loaded = null;
    throw thrown instanceof FaultError ? thrown : new FaultError('bug', {}, toFault(thrown));
  });
  return loaded;
}

function show(due: readonly RecordedEvent[], elapsedMs: number): void {
  const events = due.map((recorded) => recorded.event);
  for (const event of events) series.append(event);
  runStore.setState((run) => ({ ...applyRunEvents(run, events), elapsedMs }));
}

function begin(recording: Recording): void {
  series.reset();
  const startedAtMs = Date.parse(recording.report.startedAt);
  runStore.setState({ ...emptyRun(), status: 'running', recorded: true, startedAtMs });
}

function finish({ report }: Recording): void {
  const elapsedMs = report.elapsedMs.total;
  runStore.setState({ status: 'done', report, doubts: report.doubts, elapsedMs });
}

/** Whether a recording is playing right now. */
export function isReplaying(): boolean {
  return playing !== null;
}

/** Stops where it is; the page keeps what has been shown. */
export function stopReplay(): void {
  if (playing === null) return;
  clearInterval(playing.timer);
  playing = null;
  if (runStore.getState().recorded) runStore.setState({ status: 'cancelled' });
}

/** Plays from the start, `speed` times as fast as it was. Does nothing while a real run is alive. */
export function playRecording(recording: Recording, speed = 1): void {
  stopReplay();
  if (isAlive(runStore.getState().status)) return;
  begin(recording);
  const startedMs = performance.now();
  let next = 0;
  const timer = setInterval(() => {
    const { events } = recording;
    const elapsedMs = (performance.now() - startedMs) * speed;
    const from = next;
    while (next < events.length && (events[next]?.atMs ?? Infinity) <= elapsedMs) next++;
    if (next > from) show(events.slice(from, next), elapsedMs);
    if (next < events.length) return;
    clearInterval(timer);
    playing = null;
    finish(recording);
  }, TICK_MS);
  playing = { recording, timer };
}

/** Shows the recorded run as it ended, at once. Does nothing while a real run is alive. */
export function showRecording(recording: Recording): void {
  stopReplay();
  if (isAlive(runStore.getState().status)) return;
  begin(recording);
  show(recording.events, recording.report.elapsedMs.total);
  finish(recording);
}

export const replay = {
  load: loadRecording,
  play: playRecording,
  showEnd: showRecording,
  stop: stopReplay,
  isPlaying: isReplaying,
} as const;
