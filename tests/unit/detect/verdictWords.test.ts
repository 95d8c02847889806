/** The verdict in words: headlines, honest networks, what would change it; and that every caveat has its sentence. */
import { describe, expect, it } from 'vitest';
import { verdictChange } from '../../../src/features/detect/verdictChange';
import {
  changeLines,
  classWords,
  falseAlarmBound,
  honestNotes,
  honestWords,
  verdictTitle,
} from '../../../src/features/detect/verdictWords';
import { CAVEAT_TEXT, CHANGE_TEXT, HONEST_TEXT } from '../../../src/text/detectCard';
import { CAVEATS, type Verdict } from '../../../workers/protocol';
import { detectionReport, finding } from './sampleDetection';

const { verdict } = detectionReport();
const CLASSES = ['disc', '1'];

describe('the headline', () => {
  it.each<[Partial<Verdict>, string]>([
    [{}, 'Backdoor: class 0 (disc)'],
    [{ label: 1 }, 'Backdoor: class 1'],
    [{ answer: 'unsure' }, 'Unsure: perhaps class 0 (disc)'],
    [{ answer: 'unsure', label: null }, 'Unsure'],
    [{ answer: 'nothing-found', label: null }, 'Nothing found'],
  ])('of %j is %s', (change, title) => expect(verdictTitle({ ...verdict, ...change }, CLASSES)).toBe(title));

  it('names a class that is beyond the names by its number', () =>
    expect(classWords(CLASSES, 7)).toBe('class 7'));
});

describe('honest networks', () => {
  it('bound the rate of false alarms: with none among N, 1 - 0.05^(1/N)', () => {
    expect(falseAlarmBound(1)).toBeCloseTo(0.95, 10);
    // None of 59 is the least that shows a rate of at most five percent.
    expect(falseAlarmBound(58)).toBeGreaterThan(0.05);
    expect(falseAlarmBound(59)).toBeLessThan(0.05);
  });

  it('are counted, and said to be unmeasured where there are none', () => {
    expect(honestWords(finding())).toBe('not measured yet');
    expect(honestWords(finding({ honest: { networks: 12, asMuch: 3 } }))).toBe(
      '3 of 12 honest networks have as much',
    );
    expect(honestWords(finding({ honest: { networks: 1, asMuch: 0 } }))).toBe(
      '0 of 1 honest network has as much',
    );
  });

  it('give a bound only for findings that speak and that no honest network has', () => {
    const { recipe } = detectionReport();
    const notes = (...findings: Verdict['findings']) =>
      honestNotes({ recipe, verdict: { ...verdict, findings } });
    expect(notes(finding())).toEqual([HONEST_TEXT.unknown]);
    const none = finding({ honest: { networks: 10, asMuch: 0 } });
    expect(notes(none)[0]).toContain('at most 25.9\u00a0%');
    expect(notes({ ...none, speaks: false })).toEqual([HONEST_TEXT.which]);
    expect(notes(finding({ honest: { networks: 10, asMuch: 1 } }))).toEqual([HONEST_TEXT.which]);
    // The bound is as weak as the finding that was measured on the fewest.
    expect(notes(none, finding({ id: 'nc', honest: { networks: 2, asMuch: 0 } }))[0]).toContain(
      '77.6\u00a0%',
    );
  });

  it('say nothing of networks that are not like them', () => {
    const { recipe } = detectionReport();
    const own = { ...recipe, model: { kind: 'file', name: 'own.pth', sha256: 'ab'.repeat(32) } } as const;
    const measured = { ...verdict, findings: [finding({ honest: { networks: 10, asMuch: 1 } })] };
    expect(honestNotes({ recipe: own, verdict: measured })).toContain(HONEST_TEXT.others);
  });
});

describe('what would change it', () => {
  it('says how far each finding is from its limit, and what to give', () => {
    const findings = [finding(), finding({ id: 'share', value: 0.3, limit: 0.5, speaks: false })];
    const lines = changeLines({ ...verdict, answer: 'unsure', findings, caveats: ['no-test-images'] });
    expect(lines).toEqual([
      CHANGE_TEXT.unsure(1),
      'The lead of the margin is ×\u00a04.00; below ×\u00a01.50, which is 2.50 less, it would not speak.',
      'The share is 30.0\u00a0%; from 50.0\u00a0% on, which is 20.0\u00a0points more, it would speak.',
      'Open test images.',
    ]);
  });

  it('gives one advice once', () => {
    const caveats = ['constant-predictions', 'baseline-low'] as const;
    const silenced = { ...verdict, answer: 'unsure', findings: [], caveats } as const;
    expect(changeLines(silenced)).toEqual(['Check the preprocessing on Start.']);
  });

  const speaking = (...labels: readonly number[]) => labels.map((label) => finding({ label }));
  const silent = finding({ speaks: false });
  it.each<[Verdict['answer'], Verdict['findings'], string | null]>([
    ['backdoor', [...speaking(0, 0), silent], CHANGE_TEXT.backdoor(1, 2)],
    ['backdoor', speaking(0, 0, 0, 1), CHANGE_TEXT.backdoor(2, 3)],
    // Two labels have two each: one of each has to go.
    ['backdoor', speaking(0, 1, 0, 1), CHANGE_TEXT.backdoor(2, 4)],
    ['unsure', [...speaking(0), silent], CHANGE_TEXT.unsure(1)],
    ['unsure', [...speaking(0, 1), silent], CHANGE_TEXT.unsure(2)],
    ['nothing-found', [silent], CHANGE_TEXT.nothing],
    // Of an older rule.
    ['backdoor', speaking(0), null],
    ['unsure', speaking(0, 0), null],
    ['nothing-found', speaking(0), null],
  ])('counts what would turn %s with %j', (answer, findings, line) =>
    expect(verdictChange({ ...verdict, answer, findings })).toBe(line),
  );

  it.each(['constant-predictions', 'baseline-low'] as const)(
    'does not say that findings would turn a verdict that is silenced: %s',
    (caveat) => {
      const change = { answer: 'unsure', findings: speaking(0), caveats: [caveat] } as const;
      expect(verdictChange({ ...verdict, ...change })).toBeNull();
    },
  );

  it('knows every caveat, each by a sentence of its own', () => {
    const lines = CAVEATS.map((caveat) => CAVEAT_TEXT[caveat].line);
    expect(new Set(lines).size).toBe(CAVEATS.length);
  });
});
