/** `rnp record <preset>`: a run with its events and a few pictures, for the page's first screen. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  encodeBytes,
  type EngineEvent,
  FaultError,
  type Prediction,
  type RecordedEvent,
  type RecordedSample,
  writeRecording,
} from '../workers/protocol';
import { mergePoints } from '../workers/engine/eventPort';
import type { Session } from '../workers/engine/session';
import type { Arguments } from './arguments';
import { createNodeSession } from './nodeSession';
import { wasmAssetsOf } from './threads';
import { assertRnp } from './recipeOf';
import { backendOf, recipeFrom } from './runCommand';

const RUN = 'run';
/** Pictures of the first screen. */
const SAMPLES = 3;
/** Test images looked at for good examples. */
const CANDIDATES = 64;
/** Progress lines and memory readings of a recording are not worth their bytes. */
const KEPT: ReadonlySet<EngineEvent['kind']> = new Set([
  'state',
  'points',
  'masks',
  'heatmap',
  'revealed',
  'label',
  'sweep',
  'cut',
  'doubt',
  'notice',
]);
/** Mask events kept: every so many steps. */
const MASK_STRIDE = 20;
/** Points of the same half second share an event. */
const MERGE_MS = 500;

function probabilities(prediction: Prediction | undefined): number[] {
  return Array.from(prediction?.probabilities ?? [], (value) => Math.round(value * 1e4) / 1e4);
}

async function samplesOf(
  session: Session,
  target: number | null,
  trigger: Parameters<Session['predict']>[0]['trigger'],
): Promise<RecordedSample[]> {
  const images = Array.from({ length: CANDIDATES }, (_, index) => index);
  const ask = (network: 'backdoored' | 'pruned', withTrigger: boolean): Promise<readonly Prediction[]> =>
    session.predict({ run: RUN, network, images, trigger: withTrigger ? trigger : null });
  const [before, beforeTriggered] = [await ask('backdoored', false), await ask('backdoored', true)];
  const [after, afterTriggered] = [await ask('pruned', false), await ask('pruned', true)];
  const right = (each: Prediction | undefined): boolean => {
    const values = each?.probabilities ?? new Float32Array();
    return values.indexOf(Math.max(...values)) === each?.label;
  };
  const good = images.filter(
    (at) => before[at]?.label !== target && [before, after, afterTriggered].every((list) => right(list[at])),
  );
  return good.slice(0, SAMPLES).map((at) => ({
    label: before[at]?.label ?? 0,
    height: before[at]?.picture.height ?? 0,
    width: before[at]?.picture.width ?? 0,
    clean: encodeBytes(before[at]?.picture.rgb ?? new Uint8Array()),
    triggered: encodeBytes(beforeTriggered[at]?.picture.rgb ?? new Uint8Array()),
    before: { clean: probabilities(before[at]), triggered: probabilities(beforeTriggered[at]) },
    after: { clean: probabilities(after[at]), triggered: probabilities(afterTriggered[at]) },
  }));
}

function isKept(event: EngineEvent): boolean {
  if (!KEPT.has(event.kind)) return false;
  return event.kind !== 'masks' || event.step === 1 || event.step % MASK_STRIDE === 0;
}

/** Joins the points of neighbouring events: the same curves in a third of the bytes. */
function merged(events: readonly RecordedEvent[]): RecordedEvent[] {
  const groups: { atMs: number; events: EngineEvent[] }[] = [];
  for (const { atMs, event } of events) {
    const last = groups[groups.length - 1];
    if (last !== undefined && atMs - last.atMs < MERGE_MS) last.events.push(event);
    else groups.push({ atMs, events: [event] });
  }
  return groups.flatMap(({ atMs, events: group }) => mergePoints(group).map((event) => ({ atMs, event })));
}

const RECORDED = new URL('../public/recorded/', import.meta.url);

/** Runs a preset and stores report, events and samples. */
export async function recordCommand(args: Arguments): Promise<void> {
  const [source] = args.words;
  if (source === undefined) {
    throw new FaultError('argument-invalid', { argument: 'record', reason: 'name a preset' });
  }
  const out = args.option('out') ?? fileURLToPath(new URL(`${source}.json`, RECORDED));
  const events: RecordedEvent[] = [];
  const started = Date.now();
  const session = createNodeSession(
    (job, event) => {
      if (job === RUN && isKept(event))
        events.push({ atMs: Date.now() - started, event: structuredClone(event) });
    },
    { wasm: wasmAssetsOf(args) },
  );
  try {
    await session.start(backendOf(args));
    const recipe = assertRnp(await recipeFrom(args, source));
    const report = await session.run({ job: RUN, recipe });
    const samples = await samplesOf(session, recipe.trigger?.target ?? null, recipe.trigger);
    // The series stand in the events already.
    const slim = { ...report, series: [] };
    await writeFile(
      out,
      writeRecording({ format: 'rnp-recording', version: 1, report: slim, events: merged(events), samples }),
    );
  } finally {
    session.dispose();
  }
}
