/** "cut 38: clean 0.918 (-0.7), attack 0.012" for the cut on the desk. */
import type { EvalRow, Report } from '../../../workers/protocol';
import { useView } from '../../state/viewStore';
import { attackPart, cleanPart, cutReading, defensePart, PRUNE_TEXT } from '../../text/run';
import { formatCount, formatFraction, formatPoints } from './format';
import styles from './panels.module.css';
import { Reading } from './Reading';
import type { ShownCut } from './useCut';

/** The numbers of a cut against the uncut network; with the oracle off, the defender's alone. */
export function cutParts(
  { baseline, data }: Pick<Report, 'baseline' | 'data'>,
  row: EvalRow,
  oracle: boolean,
): readonly string[] {
  const { cleanAccuracy, attackSuccessRate, defenseAccuracy } = row;
  if (!oracle || data.test === null || cleanAccuracy === null)
    return [
      defensePart(formatFraction(defenseAccuracy), formatPoints(defenseAccuracy - baseline.defenseAccuracy)),
    ];
  const parts = [
    cleanPart(formatFraction(cleanAccuracy), formatPoints(cleanAccuracy - baseline.cleanAccuracy)),
  ];
  return attackSuccessRate === null ? parts : [...parts, attackPart(formatFraction(attackSuccessRate))];
}

export function CutReading({ report, cut }: { readonly report: Report; readonly cut: ShownCut }) {
  const oracle = useView((view) => view.oracle);
  const { row, isMeasuring } = cut;
  return (
    <Reading isMeasuring={isMeasuring}>
      {cutReading(formatCount(cut.filters.length), row === null ? [] : cutParts(report, row, oracle))}
      {isMeasuring && <span className={styles.after}>{PRUNE_TEXT.measuring}</span>}
    </Reading>
  );
}
