/** The table before and after, as data: which numbers a report holds, and with which pen they are written. */
import type { EvalRow, Pen, Report } from '../../../workers/protocol';
import { RESULT_ROWS } from '../../text/start';

export interface ResultRow {
  readonly label: string;
  readonly pen: Pen;
  /** Fractions 0..1. */
  readonly before: number;
  readonly after: number;
}

interface Candidate {
  readonly label: string;
  readonly pen: Pen;
  readonly before: number | null;
  readonly after: number | null;
}

/** Rows whose both numbers were measured. Without test images the defense accuracy stands in for the clean accuracy. */
export function resultRows(
  report: Pick<Report, 'baseline' | 'data'>,
  cut: EvalRow,
  oracle: boolean,
): readonly ResultRow[] {
  const { baseline, data } = report;
  const isTested = oracle && data.test !== null && cut.cleanAccuracy !== null;
  const candidates: readonly Candidate[] = [
    isTested
      ? {
          label: RESULT_ROWS.cleanAccuracy,
          pen: 'oracle',
          before: baseline.cleanAccuracy,
          after: cut.cleanAccuracy,
        }
      : {
          label: RESULT_ROWS.defenseAccuracy,
          pen: 'defender',
          before: baseline.defenseAccuracy,
          after: cut.defenseAccuracy,
        },
    {
      label: RESULT_ROWS.attackSuccess,
      pen: 'oracle',
      before: baseline.attackSuccessRate,
      after: cut.attackSuccessRate,
    },
    {
      label: RESULT_ROWS.targetClass,
      pen: 'oracle',
      before: baseline.targetClassAccuracy,
      after: cut.targetClassAccuracy,
    },
  ];
  return candidates.flatMap(({ label, pen, before, after }) =>
    before === null || after === null || (pen === 'oracle' && !oracle) ? [] : [{ label, pen, before, after }],
  );
}
