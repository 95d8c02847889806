/**
 * Everything large a run streams, outside React and outside zustand: curves, masks and feature maps as typed arrays.
 * Readers ask for views and watch a version number; nothing is copied.
 */
import type { AnyStage, EngineEvent, MetricId } from '../../workers/protocol';
import { PointTrack, type PointView } from './pointTrack';

export type HeatmapEvent = Extract<EngineEvent, { kind: 'heatmap' }>;
export type MasksEvent = Extract<EngineEvent, { kind: 'masks' }>;
export type MaskFrame = Pick<MasksEvent, 'step' | 'edges' | 'sites' | 'values'>;
export type SeriesChannel = 'points' | 'masks' | 'heatmap';

const NO_POINTS: PointView = { steps: new Uint32Array(0), values: new Float32Array(0) };

export class SeriesStore {
  #tracks = new Map<string, PointTrack>();
  #ghosts = new Map<string, PointTrack>();
  #masks: MaskFrame[] = [];
  #maskSteps: readonly number[] = [];
  #heatmaps = new Map<string, HeatmapEvent>();
  #heatmapList: readonly HeatmapEvent[] = [];
  readonly #versions: Record<SeriesChannel, number> = { points: 0, masks: 0, heatmap: 0 };
  readonly #listeners = new Set<() => void>();

  /** Readings of a metric in a stage, in the order of steps. */
  points(stage: AnyStage, metric: MetricId): PointView {
    return this.#tracks.get(`${stage}/${metric}`)?.view() ?? NO_POINTS;
  }

  /** The same readings of the run before this one, drawn as a faint ghost. */
  ghost(stage: AnyStage, metric: MetricId): PointView {
    return this.#ghosts.get(`${stage}/${metric}`)?.view() ?? NO_POINTS;
  }

  /** All masks at `step` or at the last recorded step before it; the latest without a step; null before recovery. */
  masks(step?: number): MaskFrame | null {
    if (step === undefined) return this.#masks.at(-1) ?? null;
    return this.#masks.findLast((frame) => frame.step <= step) ?? null;
  }

  /** Steps at which masks were recorded, rising. */
  maskSteps(): readonly number[] {
    return this.#maskSteps;
  }

  /** The latest feature map per network, layer, image and trigger. */
  heatmaps(): readonly HeatmapEvent[] {
    return this.#heatmapList;
  }

  /** Takes in an event of a run; kinds that carry no series are ignored. */
  append(event: EngineEvent): void {
    if (event.kind === 'points') this.#appendPoints(event.stage, event.metric, event.steps, event.values);
    else if (event.kind === 'masks') this.#appendMasks(event);
    else if (event.kind === 'heatmap') this.#appendHeatmap(event);
  }

  /** Forgets the run; the ghost stays. */
  reset(): void {
    this.#tracks = new Map();
    this.#masks = [];
    this.#maskSteps = [];
    this.#heatmaps = new Map();
    this.#heatmapList = [];
    this.#bump('points');
    this.#bump('masks');
    this.#bump('heatmap');
  }

  /** Keeps the curves of this run as the ghost behind the next one. */
  keepGhost(): void {
    if (this.#tracks.size > 0) this.#ghosts = this.#tracks;
    this.#bump('points');
  }

  /** Rises with every change of a channel. */
  version(channel: SeriesChannel): number {
    return this.#versions[channel];
  }

  /** Calls `listener` after every change; returns the function that stops it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #appendPoints(stage: AnyStage, metric: MetricId, steps: Uint32Array, values: Float32Array): void {
    const key = `${stage}/${metric}`;
    let track = this.#tracks.get(key);
    if (track === undefined) this.#tracks.set(key, (track = new PointTrack()));
    track.append(steps, values);
    this.#bump('points');
  }

  #appendMasks({ step, edges, sites, values }: MasksEvent): void {
    // A step that came before means a resumed run: the frames from there on are void.
    this.#masks = [...this.#masks.filter((frame) => frame.step < step), { step, edges, sites, values }];
    this.#maskSteps = this.#masks.map((frame) => frame.step);
    this.#bump('masks');
  }

  #appendHeatmap(event: HeatmapEvent): void {
    const key = `${event.network}/${event.layer}/${event.image}/${event.triggered}`;
    this.#heatmaps.set(key, event);
    this.#heatmapList = [...this.#heatmaps.values()];
    this.#bump('heatmap');
  }

  #bump(channel: SeriesChannel): void {
    this.#versions[channel]++;
    for (const listener of this.#listeners) listener();
  }
}
