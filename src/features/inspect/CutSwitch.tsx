/** Whether a filter is cut, in words, and the button that cuts or restores it. */
import { RotateCcw, Scissors } from 'lucide-react';
import type { Report } from '../../../workers/protocol';
import { useRun } from '../../state/runStore';
import { SHEET_TEXT } from '../../text/inspect';
import { CutReading } from '../run/CutReading';
import { type FilterName, includesFilter } from '../run/cutOrder';
import { useCut } from '../run/useCut';
import { useCutLists } from '../run/useCutLists';
import styles from './CutSwitch.module.css';

function Switch({ filter, report }: { readonly filter: FilterName; readonly report: Report }) {
  const cut = useCut(report);
  const isCut = includesFilter(cut.filters, filter);
  const Icon = isCut ? RotateCcw : Scissors;
  return (
    <>
      {cut.canTry && (
        <button type="button" onClick={() => cut.toggle(filter)}>
          <Icon size={16} aria-hidden /> {isCut ? SHEET_TEXT.restore : SHEET_TEXT.cut}
        </button>
      )}
      <div className={styles.reading}>
        <CutReading report={report} cut={cut} />
      </div>
    </>
  );
}

export function CutSwitch({ filter }: { readonly filter: FilterName }) {
  const report = useRun((run) => run.report);
  const { cut, vetoed } = useCutLists();
  const state = includesFilter(cut, filter)
    ? SHEET_TEXT.isCut
    : includesFilter(vetoed, filter)
      ? SHEET_TEXT.isVetoed
      : SHEET_TEXT.isKept;
  return (
    <div className={styles.switch}>
      <span className={styles.state}>{state}</span>
      {report !== null && <Switch filter={filter} report={report} />}
    </div>
  );
}
