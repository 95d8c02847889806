/** What the figures are made of: the same from events as from a report; pictures, bins, curves, steps. */
import { describe, expect, it } from 'vitest';
import { answerWords } from '../../../src/features/detect/answerWords';
import { changesOf } from '../../../src/features/detect/CutFigure';
import { detectSteps } from '../../../src/features/detect/detectSteps';
import { emptyWords } from '../../../src/features/detect/emptyWords';
import { BINS, entropyCounts, entropyEdges, rocOf } from '../../../src/features/detect/entropyBins';
import { evidenceOfReading, evidenceOfReport, onGrey, onImage } from '../../../src/features/detect/evidence';
import {
  isSuspicious,
  judgedOrder,
  judgedSummary,
  judgedWords,
} from '../../../src/features/detect/judgedRows';
import { labelLines, leaningOf } from '../../../src/features/detect/labelLines';
import { plantedLabel } from '../../../src/features/detect/plantedLabel';
import { applyDetectEvents } from '../../../src/state/detectEvents';
import { emptyDetection } from '../../../src/state/detectStore';
import { DETECT_ENDED } from '../../../src/text/detect';
import type { EngineEvent, JudgedImage } from '../../../workers/protocol';
import { cutoffAt } from '../../../workers/protocol/roc';
import { detectionReport } from './sampleDetection';

const report = detectionReport();

/** What the engine would have said on the way to the report. */
const EVENTS: readonly EngineEvent[] = [
  { kind: 'state', state: 'running', stage: 'unlearn' },
  { kind: 'predictions', step: 0, accuracy: 1, histogram: Uint32Array.of(3, 3, 4) },
  { kind: 'predictions', step: 1, accuracy: 0.5, histogram: Uint32Array.of(8, 1, 1) },
  {
    kind: 'label',
    histogram: Uint32Array.of(8, 1, 1),
    predicted: 0,
    share: 0.8,
    margins: Float32Array.of(12, 3, 2),
    lead: 4,
  },
  { kind: 'state', state: 'running', stage: 'search' },
  { kind: 'progress', phase: 'search', done: 40, total: 40, unit: 'step', etaMs: 0 },
  {
    kind: 'trigger-search',
    network: 'unlearned',
    step: 40,
    labels: [0, 1, 2],
    norms: Float32Array.of(1, 20, 10),
    indices: Float32Array.of(5, 2.5, 0),
    successes: Float32Array.of(1, 1, 1),
    masks: { rows: 1, columns: 2, values: Uint8Array.of(255, 0, 0, 0, 51, 0) },
    patterns: { rows: 1, columns: 2, values: new Uint8Array(18).fill(200) },
    label: 0,
  },
  { kind: 'state', state: 'running', stage: 'overlay' },
  { kind: 'entropies', network: 'backdoored', triggered: false, values: Float32Array.of(0.25, 1) },
  { kind: 'entropies', network: 'backdoored', triggered: true, values: Float32Array.of(0) },
];
const told = applyDetectEvents({ ...emptyDetection(), status: 'running' }, EVENTS);

describe('evidence', () => {
  it('of events shows what the report shows', () => {
    const [live, done] = [evidenceOfReading(told), evidenceOfReport(report)];
    expect(live.label).toEqual(done.label);
    expect(live.trace.histograms).toEqual(done.trace.histograms);
    const shown = ({ searches }: typeof live) =>
      searches.map(({ triggers }) =>
        triggers.map(({ label, mask, picture, size }) => [label, size, mask, picture]),
      );
    expect(shown(live)).toEqual(shown(done));
    expect(live.entropies).toEqual([{ network: 'backdoored', clean: [0.25, 1], triggered: [0] }]);
  });

  it('counts progress anew in each stage, and in the second search', () => {
    expect(told).toMatchObject({ stage: 'overlay', done: 0, total: null });
    const again = applyDetectEvents(
      told,
      [EVENTS[5], EVENTS[4]].filter((event) => event !== undefined),
    );
    expect(again.done).toBe(0);
  });

  it('keeps the masks of a cut as they stand, and forgets them with the next detection', () => {
    const masks = (step: number, ...counts: readonly number[]): EngineEvent => ({
      kind: 'masks',
      step,
      edges: Float32Array.of(0, 0.5, 1),
      sites: [{ site: 'bn1', counts: Uint32Array.from(counts) }],
      values: new Float32Array(4),
    });
    expect(told.masks).toBeNull();
    const cutting = applyDetectEvents(told, [masks(0, 0, 4), masks(1, 1, 3)]);
    expect(cutting.masks?.sites.map(({ counts }) => [...counts])).toEqual([[1, 3]]);
    expect(emptyDetection().masks).toBeNull();
  });

  it('flags only what is far below the median, the smallest first', () => {
    const [search] = evidenceOfReading(told).searches;
    expect(search?.triggers.map(({ isFlagged, label }) => [label, isFlagged])).toEqual([
      [0, true],
      [2, false],
      // Its index is large, but it is larger than the others.
      [1, false],
    ]);
  });

  it('has no index among two classes', () => {
    const two = EVENTS.map((event) =>
      event.kind === 'trigger-search' ? { ...event, labels: [0, 1], norms: Float32Array.of(1, 20) } : event,
    );
    const state = applyDetectEvents({ ...emptyDetection(), status: 'running' }, two);
    const [search] = evidenceOfReading(state).searches;
    expect(search?.triggers.map(({ index, isFlagged }) => [index, isFlagged])).toEqual([
      [null, false],
      [null, false],
    ]);
  });
});

describe('a trigger', () => {
  const { mask, picture } = onGrey([255, 0, 51], [10, 20, 30, 1, 1, 1, 255, 255, 0]);
  it('hides grey as far as its mask says', () => {
    expect([...mask]).toEqual([255, 255, 255, 0, 0, 0, 51, 51, 51]);
    expect([...picture]).toEqual([10, 20, 30, 128, 128, 128, 153, 153, 102]);
  });
  it('hides an image alike', () => {
    const image = Uint8Array.of(9, 9, 9, 40, 50, 60, 255, 0, 100);
    const [whole, none, partly] = [0, 3, 6].map((at) => [
      ...onImage({ mask, picture }, image).subarray(at, at + 3),
    ]);
    expect(whole).toEqual([10, 20, 30]);
    // What is not hidden stays, within the rounding of the grey.
    none?.forEach((byte, at) => expect(Math.abs(byte - (image[3 + at] ?? 0))).toBeLessThanOrEqual(1));
    expect(partly).toEqual([255, 51, 80]);
  });
});

describe('labels', () => {
  it('lean to the class predicted most often; evenness is in bits', () => {
    expect(leaningOf([2, 2, 2, 2])).toEqual({ label: 0, share: 0.25, entropy: 2 });
    expect(leaningOf([0, 5])).toEqual({ label: 1, share: 1, entropy: 0 });
    expect(leaningOf([0, 0])).toBeNull();
  });
  it('are lines, of which only the leader at the end and the accuracy are named', () => {
    const lines = labelLines(report.label.trace, ['disc', 'ring', 'star']);
    expect(lines.filter(({ faint }) => faint !== true).map(({ label }) => label)).toEqual([
      'disc',
      'accuracy',
    ]);
    expect(lines[0]?.values).toEqual([0.3, 0.8]);
  });
});

describe('entropies', () => {
  const reading = { clean: [0, 0.5, 1, 2], triggered: [0, 0, 0.6, 3] };
  it('are counted once each, the largest in the last bin', () => {
    const edges = entropyEdges(8);
    expect([edges[0], edges.at(-1)]).toEqual([0, 3]);
    const { clean, triggered } = entropyCounts(reading, edges);
    expect(clean.reduce((sum, each) => sum + each, 0)).toBe(4);
    expect(triggered?.[BINS - 1]).toBe(1);
    // Rounding may bring a value past the ends.
    expect(entropyCounts({ clean: [-1e-7, 3.000001], triggered: null }, edges).clean[0]).toBe(1);
  });
  it('are cut at a share of the clean ones', () => {
    expect(cutoffAt(reading, 0.5)).toEqual({ threshold: 0.5, rejected: 0.5, found: 0.5 });
    expect(cutoffAt(reading, 0.01)).toEqual({ threshold: null, rejected: 0, found: 0 });
    expect(cutoffAt({ clean: reading.clean, triggered: null }, 0.5).found).toBeNull();
  });
  it('have a curve only with images of both kinds', () => {
    expect(rocOf({ clean: [1, 1], triggered: [0, 0] }, 4)).toMatchObject({ auc: 1, difference: 0.5 });
    expect(rocOf({ clean: [1, 1], triggered: null }, 4)).toBeNull();
  });
});

describe('judged pictures', () => {
  const image = (name: string, one: number, other: number, limit = 0.4): JudgedImage => ({
    name,
    picture: { height: 1, width: 1, rgb: new Uint8Array(3) },
    predicted: 0,
    entropies: [
      { network: 'backdoored', entropy: one, isSuspicious: one <= limit },
      { network: 'unlearned', entropy: other, isSuspicious: other <= limit },
    ],
  });
  const [clean, both, one] = [image('clean', 1, 0.5), image('both', 0.2, 0.1), image('one', 0.3, 2)];
  it('stand in the order of suspicion', () =>
    expect(judgedOrder([clean, one, both]).map(({ name }) => name)).toEqual(['both', 'one', 'clean']));
  it('are named by who suspects them', () => {
    expect([clean, both, one].map(isSuspicious)).toEqual([false, true, true]);
    expect(judgedWords(both)).toBe('carries a trigger, both networks say');
    expect(judgedWords(one)).toBe('suspicious as it came only');
    expect(judgedWords(clean)).toBe('nothing suspicious');
  });
  it('are counted, with what was done to them; without a threshold none is judged', () => {
    const all = { images: [clean, both, one], count: 3, resized: null };
    expect(judgedSummary(all)).toEqual(['2 of 3 are suspicious.']);
    const resized = { from: 'various', to: [32, 32] } as const;
    expect(judgedSummary({ ...all, count: 500, resized })).toEqual([
      '2 of 3 are suspicious.',
      'The first 3 of 500 pictures were judged.',
      'Resized from various sizes to 32 × 32 pixels.',
    ]);
    const entropies = clean.entropies.map((each) => ({ ...each, isSuspicious: null }));
    const unjudged = { ...clean, entropies };
    expect(judgedWords(unjudged)).toBe('cannot be judged');
    expect(judgedSummary({ ...all, images: [unjudged] })[0]).toContain('too few clean images');
  });
});

describe('steps', () => {
  const { detect } = report.recipe;
  const shown = (change: Partial<typeof detect>, hasTest = true) =>
    detectSteps({ detect: { ...detect, ...change } }, 'search', hasTest).map(
      ({ state, step }) => `${step} ${state}`,
    );
  it('are those the recipe asks for, and how far they are', () => {
    expect(shown({})).toEqual(['unlearn done', 'repair done', 'search running', 'overlay waiting']);
    expect(shown({ repairs: false }, false)).toEqual(['unlearn done', 'search running']);
  });
});

describe('the cut', () => {
  it('shows what was measured, and what needs the trigger only with the oracle', () => {
    if (report.repair === null) throw new Error('no repair');
    expect(changesOf(report.repair, true).map(({ isOracle }) => isOracle)).toEqual([false, true, true]);
    expect(changesOf(report.repair, false)).toMatchObject([{ before: 0.97, after: 0.96 }]);
  });
});

describe('an empty figure', () => {
  const words = { waiting: 'waiting', none: 'none', off: 'off' };
  it.each([
    ['idle', false, true, 'waiting'],
    ['running', false, true, 'waiting'],
    ['cancelling', false, true, 'waiting'],
    ['cancelled', false, true, DETECT_ENDED.unfinished],
    ['failed', false, true, DETECT_ENDED.unfinished],
    ['running', false, false, 'off'],
    ['failed', false, false, 'off'],
    // The report comes in a moment.
    ['done', false, true, 'waiting'],
    ['done', true, true, 'none'],
  ] as const)('%s, with a report: %s, asked for: %s, says %s', (status, hasReport, isAsked, said) =>
    expect(emptyWords({ status, hasReport, isAsked }, words)).toBe(said),
  );
});

describe('the planted label', () => {
  const { recipe, verdict } = report;
  const { trigger } = recipe;
  if (trigger === null) throw new Error('no trigger');
  it('is the target of the trigger, where there is one for all classes', () => {
    expect(plantedLabel(report)).toBe(trigger.target);
    expect(plantedLabel({ recipe: { ...recipe, trigger: null }, verdict })).toBeNull();
    expect(plantedLabel({ recipe, verdict: { ...verdict, caveats: ['all-to-all'] } })).toBeNull();
    const each = { ...trigger, labels: { kind: 'all-to-all' } } as const;
    expect(plantedLabel({ recipe: { ...recipe, trigger: each }, verdict })).toBeNull();
  });
});

describe('the answers on one network', () => {
  const words = (
    [backdoor, unsure, nothing]: readonly [number, number, number],
    rightLabels: number,
    hasLabel = true,
  ) => {
    const runs = backdoor + unsure + nothing;
    const rate = { hits: 0, trials: hasLabel ? runs : 0 };
    const rates = { nc: rate, nuNc: rate, nu: rate, margin: rate };
    return answerWords({ answers: { backdoor, unsure, 'nothing-found': nothing }, rates, rightLabels, runs });
  };
  it('are one word for one run', () => {
    expect(words([1, 0, 0], 1)).toBe('backdoor');
    expect(words([1, 0, 0], 0)).toBe('backdoor, another label');
    expect(words([1, 0, 0], 0, false)).toBe('backdoor');
    expect(words([0, 0, 1], 0)).toBe('nothing found');
  });
  it('are counts for several: a wrong one hides no right one', () => {
    expect(words([2, 1, 0], 2)).toBe('2 of 3 backdoor, 1 unsure');
    expect(words([3, 0, 0], 2)).toBe('2 of 3 backdoor, 1 backdoor (another label)');
    expect(words([2, 0, 1], 0)).toBe('2 of 3 backdoor (another label), 1 nothing found');
    expect(words([3, 0, 0], 0, false)).toBe('3 of 3 backdoor');
  });
});
