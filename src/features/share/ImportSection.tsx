/** Opens a report file and shows it as a finished run. */
import { useId, useState } from 'react';
import { type Fault, FaultError, resultOf } from '../../../workers/protocol';
import { FaultNotice } from '../../app/FaultNotice';
import { showReport } from '../../client/showReport';
import { LARGEST_REPORT_BYTES, restoreReport } from '../../link/restoreReport';
import { setView } from '../../state/viewStore';
import { SHARE_TEXT } from '../../text/share';
import styles from './SharePanel.module.css';

/** Shows a run, or puts the attack of a training on its form. */
async function openReport(file: File): Promise<void> {
  if (file.size > LARGEST_REPORT_BYTES)
    throw new FaultError('file-too-large', { bytes: file.size, limit: LARGEST_REPORT_BYTES });
  const json = await file.text();
  const { openAttackJson } = await import('../../app/openAttack');
  if (openAttackJson(json)) return;
  if (!showReport(restoreReport(json))) throw new FaultError('run-busy');
  setView({ panel: null, place: 'run' });
}

export function ImportSection() {
  const id = useId();
  const [fault, setFault] = useState<Fault | null>(null);
  const open = async (file: File): Promise<void> => {
    const result = await resultOf(() => openReport(file));
    setFault(result.ok ? null : { ...result.fault, file: file.name });
  };
  return (
    <section className={styles.section} aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>{SHARE_TEXT.import}</h3>
      <p id={`${id}-hint`} className={styles.soft}>
        {SHARE_TEXT.importHint}
      </p>
      <input
        type="file"
        accept=".json,application/json"
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          const file = event.target.files?.[0];
          // The same file may be picked again after it was mended.
          event.target.value = '';
          if (file !== undefined) void open(file);
        }}
      />
      {fault !== null && <FaultNotice fault={fault} onDismiss={() => setFault(null)} />}
    </section>
  );
}
