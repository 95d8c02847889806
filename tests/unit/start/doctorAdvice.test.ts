import { describe, expect, it } from 'vitest';
import type { PixelReading } from '../../../workers/protocol';
import { adviceOf } from '../../../src/features/model/doctorAdvice';

const RNP: PixelReading = { normalisation: 'rnp' };
const UNIT: PixelReading = { normalisation: 'unit' };

const rows = (best: number, second: number) => [
  { pixels: RNP, accuracy: best },
  { pixels: UNIT, accuracy: second },
];

describe('what the preprocessing doctor advises', () => {
  it('proposes the best where it is noticeably better than what is in use', () => {
    expect(adviceOf(rows(0.86, 0.33), UNIT, 500)).toEqual({ kind: 'better', pixels: RNP });
  });

  it('leaves well alone, and differences that are noise', () => {
    expect(adviceOf(rows(0.86, 0.33), RNP, 500)).toEqual({ kind: 'keep' });
    expect(adviceOf(rows(0.86, 0.855), UNIT, 500)).toEqual({ kind: 'keep' });
    // One picture of four.
    expect(adviceOf(rows(0.75, 0.5), UNIT, 4)).toEqual({ kind: 'keep' });
  });

  it('tells another order of the same pixels apart', () => {
    const bgr: PixelReading = { ...RNP, channelOrder: 'bgr' };
    const table = [{ pixels: bgr, accuracy: 0.9 }, ...rows(0.4, 0.1)];
    expect(adviceOf(table, RNP, 500)).toEqual({ kind: 'better', pixels: bgr });
    expect(adviceOf(table, bgr, 500)).toEqual({ kind: 'keep' });
  });

  it('proposes nothing where nothing fits', () => {
    expect(adviceOf(rows(0.21, 0.1), UNIT, 500)).toEqual({ kind: 'unclear' });
    expect(adviceOf([], UNIT, 500)).toEqual({ kind: 'unclear' });
  });
});
