/** Files out of a finished run. Reports and series also come out of recordings; weights only out of this computer's runs. */
import { Download } from 'lucide-react';
import { useState } from 'react';
import type { ExportKind, Fault, Report } from '../../../workers/protocol';
import { FaultNotice } from '../../app/FaultNotice';
import { saveBlob } from '../../charts/saveBlob';
import { client } from '../../client/engineClient';
import { useRun } from '../../state/runStore';
import { EXPORT_LABELS, SHARE_TEXT } from '../../text/share';
import { seriesCsv } from './seriesCsv';
import { NetworkSaver } from './NetworkSaver';
import styles from './SharePanel.module.css';

/** A file name that says which run it is of. */
function baseName({ model, recipe }: Report): string {
  const network = model.name.replace(/[^\w.-]+/g, '-').slice(0, 40);
  return `rnp-${network}-seed${recipe.seed}`;
}

interface SaveButtonProps {
  readonly label: string;
  readonly onSave: () => void;
  readonly disabled?: boolean;
}

function SaveButton({ label, onSave, disabled = false }: SaveButtonProps) {
  return (
    <li>
      <button type="button" onClick={onSave} disabled={disabled}>
        <Download aria-hidden size={16} />
        {label}
      </button>
    </li>
  );
}

export function FilesSection() {
  const report = useRun((run) => run.report);
  const own = useRun((run) => run.status === 'done' && !run.recorded);
  const [said, setSaid] = useState('');
  const [fault, setFault] = useState<Fault | null>(null);
  const save = (name: string, bytes: BlobPart, type: string): void => {
    saveBlob(new Blob([bytes], { type }), name);
    setSaid(SHARE_TEXT.saved(name));
  };
  const saveFromEngine = async (kind: ExportKind): Promise<void> => {
    const result = await client.exportAs(kind);
    setFault(result.ok ? null : result.fault);
    if (result.ok) save(result.value.name, new Uint8Array(result.value.bytes), result.value.type);
  };
  return (
    <section className={styles.section} aria-labelledby="share-files">
      <h3 id="share-files">{SHARE_TEXT.files}</h3>
      {report === null && <p className={styles.soft}>{SHARE_TEXT.noRun}</p>}
      {own && <NetworkSaver onSave={(what) => void saveFromEngine(what)} />}
      {report !== null && (
        <ul className={styles.files}>
          <SaveButton
            label={EXPORT_LABELS['mask-values']}
            disabled={!own}
            onSave={() => void saveFromEngine({ kind: 'mask-values' })}
          />
          <SaveButton
            label={SHARE_TEXT.csv}
            onSave={() => save(`${baseName(report)}-series.csv`, seriesCsv(report), 'text/csv')}
          />
          <SaveButton
            label={EXPORT_LABELS['report-json']}
            onSave={() =>
              save(`${baseName(report)}.json`, `${JSON.stringify(report, null, 1)}\n`, 'application/json')
            }
          />
        </ul>
      )}
      {report !== null && !own && <p className={styles.soft}>{SHARE_TEXT.recordedRun}</p>}
      <p role="status" className={styles.soft}>
        {said}
      </p>
      {fault !== null && <FaultNotice fault={fault} onDismiss={() => setFault(null)} />}
    </section>
  );
}
