/** Opens a report file and shows it as a finished run. */
import { useId, useState } from 'react';
import { type Fault, FaultError, resultOf, type Report } from '../../../workers/protocol';
import { FaultNotice } from '../../app/FaultNotice';
import { showReport } from '../../client/showReport';
import { LARGEST_REPORT_BYTES, restoreReport } from '../../link/restoreReport';
import { setView } from '../../state/viewStore';
import { SHARE_TEXT } from '../../text/share';
import styles from './SharePanel.module.css';

async function readReport(file: File): Promise<Report> {
  if (file.size > LARGEST_REPORT_BYTES)
    throw new FaultError('file-too-large', { bytes: file.size, limit: LARGEST_REPORT_BYTES });
  const report = restoreReport(await file.text());
  if (!showReport(report)) throw new FaultError('run-busy');
  return report;
}

export function ImportSection() {
  const id = useId();
  const [fault, setFault] = useState<Fault | null>(null);
  const open = async (file: File): Promise<void> => {
    const result = await resultOf(() => readReport(file));
    setFault(result.ok ? null : { ...result.fault, file: file.name });
    if (result.ok) setView({ panel: null, place: 'run' });
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
