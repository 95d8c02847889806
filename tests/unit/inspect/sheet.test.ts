/** The filter sheet: what is known of one filter, with and without an engine to ask. */
import { describe, expect, it } from 'vitest';
import { maskHistory } from '../../../src/features/inspect/maskHistory';
import { namedMaps } from '../../../src/features/inspect/namedMaps';
import { orderOfFrame } from '../../../src/features/inspect/orderOfFrame';
import { SeriesStore } from '../../../src/state/seriesStore';
import { FILTERS, masksEvent } from '../run/plausibleRun';

const SHEET = {
  rows: 1,
  columns: 3,
  clean: Float32Array.of(0, 0.5, 1),
  triggered: Float32Array.of(0, 0.5, 4),
};

describe('the maps of a filter', () => {
  it('put clean and triggered on one scale, and the difference on one around zero', () => {
    const [clean, triggered, difference] = namedMaps(SHEET, true);
    expect(clean?.scale).toEqual({ from: 0, to: 4 });
    expect(triggered?.scale).toEqual(clean?.scale);
    expect([...(difference?.map.values ?? [])]).toEqual([0, 0, 3]);
    expect(difference?.scale).toEqual({ from: -3, to: 3 });
  });

  it('are the clean one alone without a trigger or with the oracle off, on its own scale', () => {
    expect(namedMaps({ ...SHEET, triggered: null }, true).map(({ scale }) => scale)).toEqual([
      { from: 0, to: 1 },
    ]);
    expect(namedMaps(SHEET, false)).toHaveLength(1);
  });
});

describe('the mask of a filter over time', () => {
  const store = new SeriesStore();
  for (const step of [0, 10, 40]) store.append(masksEvent(step));

  it('is read from the recorded frames', () => {
    const history = maskHistory(store, { site: 'layer1.0.bn1', channel: 12 });
    expect(history.steps).toEqual([0, 10, 40]);
    expect(history.values[0]).toBe(1);
    expect(history.values.at(-1)).toBeLessThan(1);
  });

  it('is empty for a filter that is not there', () => {
    expect(maskHistory(store, { site: 'layer9', channel: 0 })).toEqual({ steps: [], values: [] });
    expect(maskHistory(store, { site: 'bn1', channel: 99 })).toEqual({ steps: [], values: [] });
  });
});

it('while the run goes on, filters are ordered by the masks of the newest frame', () => {
  const order = orderOfFrame(masksEvent(40));
  expect(order).toHaveLength(FILTERS);
  expect(order[0]?.mask).toBe(Math.min(...masksEvent(40).values));
});
