/** The plausible run as the events an engine would send, in order. */
import {
  type EngineEvent,
  type MetricId,
  NETWORK_STATES,
  type NetworkState,
  type Stage,
} from '../../../workers/protocol';
import {
  CHOSEN_COUNT,
  clamp,
  HISTOGRAM,
  logistic,
  masksEvent,
  noise,
  ORDER,
  plausibleReport,
  RECOVER_STEPS,
  type Story,
  TARGET,
  UNLEARN_STEPS,
} from './plausibleRun';

function point(stage: Stage, metric: MetricId, step: number, value: number): EngineEvent {
  return { kind: 'points', stage, metric, steps: Uint32Array.of(step), values: Float32Array.of(value) };
}

function progress(phase: 'unlearn' | 'recover' | 'prune', done: number, total: number): EngineEvent {
  return { kind: 'progress', phase, done, total, unit: 'step', etaMs: (total - done) * 220 };
}

/** One step of unlearning; every fifth also reads the oracle's numbers. */
export function unlearnStep(step: number): EngineEvent[] {
  const forgotten = logistic((step - 17) / 3);
  const events = [
    point('unlearn', 'loss', step, 0.02 + 2.3 * forgotten + 0.05 * noise(step, 3)),
    point('unlearn', 'trainAccuracy', step, clamp(0.99 - 0.75 * forgotten + 0.04 * (noise(step, 5) - 0.5))),
    progress('unlearn', step, UNLEARN_STEPS + 12),
  ];
  if (step % 2 === 0) events.push(point('unlearn', 'defenseAccuracy', step, clamp(0.998 - 0.72 * forgotten)));
  if (step % 5 === 0) {
    events.push(point('unlearn', 'cleanAccuracy', step, 0.993 - 0.77 * forgotten));
    events.push(point('unlearn', 'attackSuccessRate', step, 1 - 0.004 * noise(step, 9)));
  }
  return events;
}

/** One step of recovering, with the masks. */
export function recoverStep(step: number): EngineEvent[] {
  const back = 1 - Math.exp(-step / 18);
  const events: EngineEvent[] = [
    point('recover', 'loss', step, 2.3 - 2.1 * back + 0.05 * noise(step, 2)),
    point('recover', 'trainAccuracy', step, clamp(0.24 + 0.72 * back + 0.03 * (noise(step, 4) - 0.5))),
    masksEvent(step),
    progress('recover', step, RECOVER_STEPS),
  ];
  if (step % 5 === 0) {
    events.push(point('recover', 'cleanAccuracy', step, 0.22 + 0.72 * back));
    events.push(point('recover', 'attackSuccessRate', step, 1 - 0.3 * back));
  }
  return events;
}

/** A feature map: a soft blob, with a hot corner where the network answers the trigger. */
export function heatmap(
  network: NetworkState,
  layer: string,
  image: number,
  triggered: boolean,
): EngineEvent {
  const rows = layer === 'layer4' ? 4 : layer === 'layer3' ? 8 : 16;
  const hot = triggered && network !== 'pruned' ? 1 : 0.05;
  const values = Float32Array.from({ length: rows * rows }, (_, i) => {
    const r = Math.floor(i / rows) / rows;
    const c = (i % rows) / rows;
    const blob = network === 'unlearned' ? 0.1 : 0.6;
    return (
      blob * Math.exp(-((r - 0.4) ** 2 + (c - 0.45) ** 2) * 12) +
      hot * Math.exp(-((r - 0.9) ** 2 + (c - 0.9) ** 2) * 60)
    );
  });
  return { kind: 'heatmap', network, step: 0, layer, image, triggered, rows, columns: rows, values };
}

const mapsOf = (network: NetworkState): EngineEvent[] => [
  heatmap(network, 'layer4', 0, false),
  heatmap(network, 'layer4', 0, true),
];

/** The whole script, in order; `end` comes last. */
export function plausibleEvents(story: Story = 'removed'): readonly EngineEvent[] {
  const steps = (count: number, of: (step: number) => EngineEvent[]): EngineEvent[] =>
    Array.from({ length: count }, (_, i) => of(i + 1)).flat();
  const report = plausibleReport(story);
  const walk = ORDER.slice(0, CHOSEN_COUNT + 3).map((filter, i): EngineEvent => {
    const verdict = i % 14 === 13 ? 'vetoed' : 'cut';
    return { kind: 'cut', site: filter.site, channel: filter.channel, verdict, cutSoFar: i + 1 };
  });
  return [
    { kind: 'state', state: 'running', stage: 'unlearn' },
    ...mapsOf(NETWORK_STATES[0]),
    ...steps(UNLEARN_STEPS, unlearnStep),
    {
      kind: 'label',
      histogram: Uint32Array.from(HISTOGRAM),
      predicted: TARGET,
      share: 0.684,
      margins: null,
      lead: null,
    },
    ...mapsOf('unlearned'),
    { kind: 'state', state: 'running', stage: 'recover' },
    masksEvent(0),
    ...steps(RECOVER_STEPS, recoverStep),
    ...mapsOf('recovered'),
    { kind: 'state', state: 'running', stage: 'prune' },
    ...walk.flatMap((cut, i) => [cut, progress('prune', i + 1, walk.length)]),
    ...report.prune.rows.map((row): EngineEvent => ({ kind: 'sweep', row, by: 'threshold' })),
    ...mapsOf('pruned'),
    ...report.doubts.map((doubt): EngineEvent => ({ kind: 'doubt', doubt })),
    { kind: 'state', state: 'done', stage: null },
    { kind: 'end', how: 'done' },
  ];
}
