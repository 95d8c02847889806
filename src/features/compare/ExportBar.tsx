/** Takes the table along: as a file, or into a paper by the clipboard. */
import { Download } from 'lucide-react';
import { useState } from 'react';
import { CopyButton } from '../../app/CopyButton';
import { saveBlob } from '../../charts/saveBlob';
import { Segments } from '../../charts/Segments';
import type { RunRecord } from '../../compare/runRecord';
import { useCompare } from '../../state/compareStore';
import { useView } from '../../state/viewStore';
import { EXPORT_TEXT } from '../../text/compare';
import { tableCaption } from '../../text/compareTable';
import styles from './RunsTable.module.css';
import { type ExportFormat, exportTable } from '../../compare/tableExport';

const FILES: Readonly<Record<ExportFormat, { readonly ending: string; readonly type: string }>> = {
  csv: { ending: 'csv', type: 'text/csv;charset=utf-8' },
  json: { ending: 'json', type: 'application/json' },
  latex: { ending: 'tex', type: 'text/plain;charset=utf-8' },
  markdown: { ending: 'md', type: 'text/markdown;charset=utf-8' },
};

export function ExportBar({ runs }: { readonly runs: readonly RunRecord[] }) {
  const [format, setFormat] = useState<ExportFormat>('csv');
  const hasOracle = useView((view) => view.oracle);
  const rows = useCompare((compare) => compare.rows);
  const text = (): string =>
    exportTable({ runs, rows, caption: tableCaption(runs.length, rows), hasOracle }, format);
  const { ending, type } = FILES[format];
  return (
    <span className={styles.end}>
      <Segments
        label={EXPORT_TEXT.format}
        options={EXPORT_TEXT.formats}
        value={format}
        onChange={setFormat}
      />
      <button
        type="button"
        title={EXPORT_TEXT.saveLine(runs.length)}
        onClick={() => saveBlob(new Blob([text()], { type }), `${EXPORT_TEXT.fileName}.${ending}`)}
      >
        <Download size={16} aria-hidden="true" /> {EXPORT_TEXT.save}
      </button>
      <CopyButton label={EXPORT_TEXT.copy} text={text} />
    </span>
  );
}
