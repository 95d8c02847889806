/** A fault in words, the same everywhere: what it is, why, what to do, and a report to copy. */
import { TriangleAlert } from 'lucide-react';
import type { Fault } from '../../workers/protocol';
import { APP_TEXT, FAULT_ACTION_LABELS } from '../text/app';
import { faultText } from '../text/faults';
import { CopyButton } from './CopyButton';
import { canPerform, performFaultAction } from './faultActions';
import { faultReport } from './faultReport';
import styles from './FaultNotice.module.css';
import { Note } from './Note';

export interface FaultNoticeProps {
  readonly fault: Fault;
  readonly onDismiss?: () => void;
  /** A button of the caller's own, instead of those the fault suggests; null for none. */
  readonly action?: { readonly label: string; readonly perform: () => void } | null;
}

export function FaultNotice({ fault, onDismiss, action }: FaultNoticeProps) {
  const words = faultText(fault);
  const suggested = action === undefined ? words.actions.filter(canPerform) : [];
  return (
    <Note icon={TriangleAlert} tone="danger" role="alert" data-fault={fault.code} onDismiss={onDismiss}>
      <p className={styles.title}>{words.title}</p>
      <p>{words.cause}</p>
      <p>{words.remedy}</p>
      <div className={styles.buttons}>
        {suggested.map((each) => (
          <button key={each} type="button" onClick={() => performFaultAction(each)}>
            {FAULT_ACTION_LABELS[each]}
          </button>
        ))}
        {action !== undefined && action !== null && (
          <button type="button" onClick={action.perform}>
            {action.label}
          </button>
        )}
        <CopyButton label={APP_TEXT.copyReport} text={() => faultReport(fault)} />
      </div>
    </Note>
  );
}
