/** The verdict by hand: what speaks, for which label, and how honest networks compare. */
import { describe, expect, it } from 'vitest';
import {
  entropyOf,
  type Evidence,
  findingsOf,
  type HonestNumbers,
  judge,
} from '../../../workers/protocol/verdict';
import type { SearchEvidence } from '../../../workers/protocol';

type Trigger = SearchEvidence['triggers'][number];

function trigger(label: number, l1: number, index: number | null): Trigger {
  return {
    label,
    l1,
    l2: l1,
    success: 1,
    hasSucceeded: true,
    index,
    isFlagged: index !== null && index > 2 && l1 < 50,
    overlap: null,
  };
}

/** A search among five classes, of which 3 has a trigger that is `times` smaller than the median of 60; null: too few classes for an index. */
function search(network: SearchEvidence['network'], times: number | null): Evidence['searches'][number] {
  const index = times === null ? null : 0.5;
  const others = [55, 60, 65, 70].map((l1, label) => trigger(label === 3 ? 4 : label, l1, index));
  return { network, label: 3, triggers: [...others, trigger(3, 60 / (times ?? 1), index)] };
}

function evidence(numbers: {
  readonly lead?: number;
  readonly share?: number;
  readonly nc?: number | null;
  readonly nuNc?: number | null;
}): Evidence {
  const { lead = 1.1, nc = 1.5, nuNc = 1.5, share = 0.2 } = numbers;
  return {
    label: {
      histogram: [1, 1, 1, 1, 1],
      predicted: 1,
      share,
      margins: { label: 3, lead, values: [1, 1, 1, lead] },
    },
    searches: [search('backdoored', nc), search('unlearned', nuNc)],
  };
}

const HONEST: readonly HonestNumbers[] = [
  { network: 'a', seed: 1, lead: 1.1, share: 0.3, nc: 1, 'nu-nc': null },
  { network: 'b', seed: 1, lead: 1.3, share: 0.2, nc: 2.5, 'nu-nc': 1 },
];

describe('the verdict', () => {
  it('finds nothing where nothing speaks', () => {
    const { agreeing, answer, label } = judge(evidence({}), []);
    expect({ agreeing, answer, label }).toEqual({ agreeing: 0, answer: 'nothing-found', label: null });
  });

  it('is a backdoor where two findings agree on a label', () => {
    const found = judge(evidence({ lead: 9, nuNc: 9 }), ['few-images']);
    expect(found).toMatchObject({ answer: 'backdoor', label: 3, agreeing: 2, caveats: ['few-images'] });
  });

  it('is unsure where one finding speaks alone, or two that disagree', () => {
    expect(judge(evidence({ nuNc: 9 }), [])).toMatchObject({ answer: 'unsure', label: 3, agreeing: 1 });
    expect(judge(evidence({ lead: 9 }), [])).toMatchObject({ answer: 'unsure', label: 3, agreeing: 1 });
    expect(judge(evidence({ nuNc: 9, share: 0.9 }), [])).toMatchObject({ answer: 'unsure', agreeing: 1 });
  });

  it('is at most unsure under options that no honest network was measured with', () => {
    const found = evidence({ lead: 9, nuNc: 9 });
    expect(judge(found, ['other-options'])).toMatchObject({ answer: 'unsure', label: 3, agreeing: 2 });
    expect(judge(evidence({}), ['other-options']).answer).toBe('nothing-found');
  });

  it.each(['constant-predictions', 'baseline-low', 'two-classes'] as const)(
    'is unsure under the caveat %s',
    (caveat) => {
      expect(judge(evidence({ lead: 9, nuNc: 9 }), [caveat]).answer).toBe('unsure');
      expect(judge(evidence({}), [caveat]).answer).toBe('unsure');
    },
  );

  it('takes a finding’s own limit as reached', () => {
    const [lead] = findingsOf(evidence({}));
    expect(judge(evidence({ lead: lead?.limit ?? 0 }), []).answer).toBe('unsure');
    expect(judge(evidence({ lead: (lead?.limit ?? 0) - 1e-6 }), []).answer).toBe('nothing-found');
  });
});

describe('findings', () => {
  it('stand beside what honest networks gave, as far as that was measured', () => {
    const findings = findingsOf(evidence({ lead: 1.3, nc: 2 }), HONEST);
    expect(findings.map(({ honest, id }) => [id, honest.asMuch, honest.networks])).toEqual([
      ['lead', 1, 2],
      ['share', 2, 2],
      ['nc', 1, 2],
      ['nu-nc', 0, 1],
    ]);
  });

  it('count a network once, by the most of its runs', () => {
    const again = { network: 'a', seed: 2, lead: 1.4, share: 0.1, nc: 1, 'nu-nc': null };
    const [lead, share] = findingsOf(evidence({ lead: 1.3, share: 0.25 }), [...HONEST, again]);
    expect([lead?.honest, share?.honest]).toEqual([
      { networks: 2, asMuch: 2 },
      { networks: 2, asMuch: 1 },
    ]);
  });

  it('ask for a larger share among few classes, where an even one is large', () => {
    const limitAmong = (classes: number): number | undefined => {
      const { label, searches } = evidence({ share: 0.5 });
      const histogram = Array.from({ length: classes }, () => 1);
      const found = findingsOf({ label: { ...label, histogram }, searches }, HONEST);
      return found.find(({ id }) => id === 'share')?.limit;
    };
    expect([3, 4, 5, 10].map(limitAmong)).toEqual([2 / 3, 0.5, 0.4, 0.4]);
  });

  it('are none where an index means nothing or nothing was searched', () => {
    const two = evidence({ nc: null });
    expect(findingsOf(two, HONEST).map(({ id }) => id)).toEqual(['lead', 'share', 'nu-nc']);
    const unsearched = { ...two, searches: [], label: { ...two.label, margins: null } };
    expect(findingsOf(unsearched, HONEST).map(({ id }) => id)).toEqual(['share']);
  });

  it('count how many times smaller than the median the smallest trigger is, at most as if it were a tenth of a pixel', () => {
    const valueOf = (times: number): number =>
      findingsOf(evidence({ nuNc: times }), HONEST).at(-1)?.value ?? Number.NaN;
    expect(valueOf(1.2)).toBeCloseTo(1.2, 12);
    expect(valueOf(12)).toBeCloseTo(12, 12);
    expect(valueOf(1e9)).toBeCloseTo(600, 9);
  });
});

describe('the entropy of predictions', () => {
  it('is that of their shares, in bits', () => {
    expect(entropyOf([5, 5, 0, 0])).toBe(1);
    expect(entropyOf([4, 4, 4, 4])).toBe(2);
    expect(entropyOf([0, 7, 0])).toBe(0);
  });
});
