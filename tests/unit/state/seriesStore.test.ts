/** Series: growing typed arrays, handed out without copying, rewound when a run resumes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PointTrack } from '../../../src/state/pointTrack';
import { SeriesStore } from '../../../src/state/seriesStore';

function points(store: SeriesStore, ...steps: number[]): void {
  store.append({
    kind: 'points',
    stage: 'unlearn',
    metric: 'loss',
    steps: Uint32Array.from(steps),
    values: Float32Array.from(steps, (step) => step * 10),
  });
}

function masks(store: SeriesStore, step: number): void {
  const values = Float32Array.of(step);
  store.append({ kind: 'masks', step, edges: Float32Array.of(0, 1), sites: [], values });
}

describe('points', () => {
  it('come back in order, trimmed to what was appended, and as the same object until something changes', () => {
    const store = new SeriesStore();
    points(store, 1, 2);
    points(store, 3);
    const view = store.points('unlearn', 'loss');
    expect([...view.steps]).toEqual([1, 2, 3]);
    expect([...view.values]).toEqual([10, 20, 30]);
    expect(store.points('unlearn', 'loss')).toBe(view);
    expect(store.points('recover', 'loss').steps).toHaveLength(0);
  });

  it('a step that came before takes the place of everything from there on', () => {
    const store = new SeriesStore();
    points(store, 1, 2, 3, 4);
    points(store, 3, 5);
    expect([...store.points('unlearn', 'loss').steps]).toEqual([1, 2, 3, 5]);
  });

  it('however they are cut into pieces, the whole is the same', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { maxLength: 30 }), (sizes) => {
        const track = new PointTrack();
        let step = 0;
        for (const size of sizes) {
          const steps = Uint32Array.from({ length: size }, () => ++step);
          track.append(steps, Float32Array.from(steps));
        }
        const { steps, values } = track.view();
        expect([...steps]).toEqual(Array.from({ length: step }, (_, i) => i + 1));
        expect([...values]).toEqual([...steps]);
      }),
    );
  });
});

describe('a new run', () => {
  it('keeps the old curves as a ghost and forgets the rest', () => {
    const store = new SeriesStore();
    points(store, 1, 2);
    masks(store, 4);
    store.keepGhost();
    store.reset();
    expect(store.points('unlearn', 'loss').steps).toHaveLength(0);
    expect([...store.ghost('unlearn', 'loss').steps]).toEqual([1, 2]);
    expect(store.masks()).toBeNull();
    points(store, 7);
    expect([...store.ghost('unlearn', 'loss').steps]).toEqual([1, 2]);
  });
});

describe('masks', () => {
  it('are found at a step or at the last one before it', () => {
    const store = new SeriesStore();
    [2, 4, 6].forEach((step) => masks(store, step));
    expect(store.maskSteps()).toEqual([2, 4, 6]);
    expect(store.masks()?.step).toBe(6);
    expect(store.masks(5)?.step).toBe(4);
    expect(store.masks(1)).toBeNull();
    masks(store, 4);
    expect(store.maskSteps()).toEqual([2, 4]);
  });
});

describe('versions', () => {
  it('rise for the channel that changed, and tell whoever listens', () => {
    const store = new SeriesStore();
    let told = 0;
    const stop = store.subscribe(() => told++);
    const before = store.version('masks');
    points(store, 1);
    expect(store.version('points')).toBe(1);
    expect(store.version('masks')).toBe(before);
    stop();
    points(store, 2);
    expect(told).toBe(1);
  });

  it('keep one feature map per network, layer, image and trigger', () => {
    const store = new SeriesStore();
    const map = {
      kind: 'heatmap',
      network: 'backdoored',
      layer: 'layer3',
      image: 0,
      triggered: false,
      rows: 1,
      columns: 1,
    } as const;
    store.append({ ...map, step: 1, values: Float32Array.of(1) });
    store.append({ ...map, step: 2, values: Float32Array.of(2) });
    store.append({ ...map, step: 2, triggered: true, values: Float32Array.of(3) });
    expect(store.heatmaps().map(({ step, triggered }) => [step, triggered])).toEqual([
      [2, false],
      [2, true],
    ]);
  });
});
