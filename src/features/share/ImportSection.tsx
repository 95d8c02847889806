/** Opens a file that this playground has written: a run is shown as it ended, an attack or a recipe goes onto its form. */
import { useId, useState } from 'react';
import type { Fault } from '../../../workers/protocol';
import { FaultNotice } from '../../app/FaultNotice';
import { openJsonFile } from '../../app/openJsonFile';
import { setView } from '../../state/viewStore';
import { SHARE_TEXT } from '../../text/share';
import styles from './SharePanel.module.css';

export function ImportSection() {
  const id = useId();
  const [fault, setFault] = useState<Fault | null>(null);
  const open = async (file: File): Promise<void> => {
    const result = await openJsonFile(file);
    setFault(result.ok ? null : result.fault);
    if (result.ok && result.value === 'recipe') setView({ panel: 'recipe' });
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
