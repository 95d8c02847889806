import { describe, expect, it } from 'vitest';
import { adviceOf } from '../../../src/features/model/doctorAdvice';

const rows = (best: number, second: number) => [
  { normalisation: 'rnp', accuracy: best } as const,
  { normalisation: 'unit', accuracy: second } as const,
];

describe('what the preprocessing doctor advises', () => {
  it('proposes the best where it is noticeably better than what is in use', () => {
    expect(adviceOf(rows(0.86, 0.33), 'unit')).toEqual({ kind: 'better', normalisation: 'rnp' });
  });

  it('leaves well alone, and differences that are noise', () => {
    expect(adviceOf(rows(0.86, 0.33), 'rnp')).toEqual({ kind: 'keep' });
    expect(adviceOf(rows(0.86, 0.855), 'unit')).toEqual({ kind: 'keep' });
  });

  it('proposes nothing where nothing fits', () => {
    expect(adviceOf(rows(0.21, 0.1), 'unit')).toEqual({ kind: 'unclear' });
    expect(adviceOf([], 'unit')).toEqual({ kind: 'unclear' });
  });
});
