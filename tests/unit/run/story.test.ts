/** A whole run as its events tell it: what the page says, draws and announces along the way. */
import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../../workers/protocol';
import { announcement } from '../../../src/features/run/announce';
import { flagFilters, sitesOf } from '../../../src/features/run/filterIndex';
import { judgeOutcome } from '../../../src/features/run/outcome';
import {
  binCounts,
  countBelow,
  masksBySite,
  readingAt,
  watchedAccuracy,
} from '../../../src/features/run/readings';
import { chosenMaps, mapsOf, pickableLayers } from '../../../src/features/run/shownMaps';
import { followedStage } from '../../../src/features/run/shownStage';
import { stageLines } from '../../../src/features/run/stageLines';
import { applyRunEvent } from '../../../src/state/runEvents';
import { emptyRun, type RunState } from '../../../src/state/runStore';
import { SeriesStore } from '../../../src/state/seriesStore';
import { heatmap, plausibleEvents } from './plausibleEvents';
import { FILTERS, masksEvent, MODEL, plausibleReport, RECIPE, SITES } from './plausibleRun';

const begun: RunState = { ...emptyRun(), status: 'running', job: 'run-1', finished: [] };

function play(events: readonly EngineEvent[]): { run: RunState; spoken: string[]; followed: string[] } {
  let run = begun;
  const spoken: string[] = [];
  const followed: string[] = [];
  for (const event of events) {
    const after = applyRunEvent(run, event);
    const words = announcement(run, after);
    if (words !== null) spoken.push(words);
    if (followed.at(-1) !== followedStage(after)) followed.push(followedStage(after));
    run = after;
  }
  return { run, spoken, followed };
}

describe('what is said aloud', () => {
  const { spoken, followed, run } = play(plausibleEvents());

  it('names each stage once and ends with the end', () => {
    expect(spoken.filter((words) => words.endsWith('began.'))).toEqual([
      'Unlearn began.',
      'Recover began.',
      'Prune began.',
    ]);
    expect(spoken.at(-1)).toBe('The run is finished.');
    expect(run.status).toBe('done');
  });

  it('speaks tenths, not steps', () => {
    const recover = spoken.filter((words) => words.startsWith('Recover,'));
    expect(recover).toEqual(Array.from({ length: 10 }, (_, i) => `Recover, ${(i + 1) * 10} %.`));
  });

  it('the panel follows the stage that runs', () => {
    expect(followed).toEqual(['unlearn', 'recover', 'prune']);
  });

  it('says once that a recording is shown', () => {
    const before = emptyRun();
    expect(announcement(before, { ...before, status: 'running', recorded: true })).toBe(
      'Showing a recorded run.',
    );
  });
});

describe('the curves', () => {
  const store = new SeriesStore();
  for (const event of plausibleEvents()) store.append(event);

  it('have loss on the left and accuracies on the right, oracle lines by their own pen', () => {
    const lines = stageLines(store, 'unlearn', 'defenseAccuracy');
    expect(lines.map(({ id, axis, pen }) => [id, axis, pen])).toEqual([
      ['loss', 'left', 'defender'],
      ['trainAccuracy', 'right', 'defender'],
      ['defenseAccuracy', 'right', 'defender'],
      ['cleanAccuracy', 'right', 'oracle'],
      ['attackSuccessRate', 'right', 'oracle'],
    ]);
    expect(lines.find(({ id }) => id === 'defenseAccuracy')?.color).toBe('--defender');
  });

  it('keep the run before as a ghost', () => {
    const second = new SeriesStore();
    for (const event of plausibleEvents()) second.append(event);
    second.keepGhost();
    second.reset();
    const lines = stageLines(second, 'unlearn', 'defenseAccuracy');
    expect(lines).toHaveLength(5);
    expect(lines.every((line) => line.ghost === true)).toBe(true);
  });

  it('read the value at the scrubbed step, not the newest', () => {
    const view = { steps: Uint32Array.of(2, 4, 6), values: Float32Array.of(0.5, 0.25, 0.125) };
    expect(readingAt(view)).toBe(0.125);
    expect(readingAt(view, 5)).toBe(0.25);
    expect(readingAt(view, 1)).toBeNull();
  });

  it('watch the accuracy that the stop rule reads', () => {
    const unlearn = (stopRule: typeof RECIPE.unlearn.stopRule) => ({
      unlearn: { ...RECIPE.unlearn, stopRule },
    });
    expect(watchedAccuracy(unlearn('chance'))).toEqual({ metric: 'defenseAccuracy', level: 0.3 });
    expect(watchedAccuracy(unlearn('epoch-accuracy')).metric).toBe('trainAccuracy');
    expect(watchedAccuracy(unlearn('never')).level).toBeNull();
  });
});

describe('the masks', () => {
  const frame = masksEvent(80);

  it('split into their sites without losing one', () => {
    const split = masksBySite(frame);
    expect(split.map(({ site, values }) => [site, values.length])).toEqual(
      SITES.map(({ id, channels }) => [id, channels]),
    );
    expect(Float32Array.from(split.flatMap(({ values }) => [...values]))).toEqual(frame.values);
  });

  it('count to all filters overall and to the channels of a layer', () => {
    const sum = (counts: Uint32Array): number => counts.reduce((a, b) => a + b, 0);
    expect(sum(binCounts(frame, null))).toBe(FILTERS);
    expect(sum(binCounts(frame, 'layer4.1.bn2'))).toBe(128);
    expect(countBelow(frame.values, 1)).toBe(FILTERS);
    expect(countBelow(Float32Array.of(0.1, 0.5, 0.9), 0.5)).toBe(2);
  });

  it('flag filters by their index in site order', () => {
    const sites = sitesOf(frame, MODEL.maskSites);
    const flags = flagFilters(sites, [
      { site: 'bn1', channel: 3 },
      { site: 'layer1.0.bn1', channel: 2 },
      { site: 'unknown', channel: 0 },
    ]);
    expect([...flags]).toEqual([3, 18]);
    expect(sites.at(-1)?.stage).toBe(4);
    expect(sitesOf(frame, []).at(-1)?.stage).toBe(4);
  });
});

describe('the feature maps', () => {
  const events = [heatmap('backdoored', 'layer2', 0, false), heatmap('backdoored', 'layer3', 5, true)];
  const maps = events.filter((event) => event.kind === 'heatmap');

  it('follow the user’s choice while an engine can answer it', () => {
    const shown = chosenMaps(maps, { layer: 'layer1', image: 9 }, MODEL.layers, false);
    expect(shown).toEqual({ layer: 'layer1', image: 9 });
    expect(mapsOf(maps, shown)).toEqual([]);
  });

  it('fall back to what was recorded in a recording', () => {
    expect(chosenMaps(maps, { layer: 'layer1', image: 9 }, MODEL.layers, true)).toEqual({
      layer: 'layer3',
      image: 5,
    });
    expect(pickableLayers(maps, MODEL.layers, true)).toEqual(['layer2', 'layer3']);
  });
});

describe('what may be said of the result', () => {
  const judge = (story: 'removed' | 'stays' | 'clean', oracle = true) => {
    const report = plausibleReport(story);
    return judgeOutcome(report, report.prune.chosen, oracle);
  };

  it('tells the three stories apart', () => {
    expect(judge('removed')).toBe('lowered');
    expect(judge('stays')).toBe('not-removed');
    expect(judge('clean')).toBe('no-backdoor');
  });

  it('claims nothing about the attack without the oracle', () => {
    expect(judge('removed', false)).toBe('unmeasured');
    expect(judge('stays', false)).toBe('doubtful');
    expect(judge('clean', false)).toBe('no-backdoor');
  });

  it('calls a cut costly that takes the network with the attack', () => {
    const report = plausibleReport();
    const ruined = { ...report.prune.chosen, cleanAccuracy: 0.8 };
    expect(judgeOutcome(report, ruined, true)).toBe('costly');
  });
});
