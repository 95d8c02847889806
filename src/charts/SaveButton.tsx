/** Small buttons that save what a figure shows. */
import { Download } from 'lucide-react';
import { frameText } from '../text/charts';
import { toCsv, type FigureTable } from './csv';
import { saveBlob } from './saveBlob';
import styles from './SaveButton.module.css';

interface SaveButtonProps {
  readonly label: string;
  readonly name: string;
  readonly onSave: () => void;
}

export function SaveButton({ label, name, onSave }: SaveButtonProps) {
  return (
    <button type="button" className={styles.save} aria-label={name} title={name} onClick={onSave}>
      <Download size={14} aria-hidden="true" />
      {label}
    </button>
  );
}

interface CsvButtonProps {
  readonly title: string;
  /** File name without ending. */
  readonly csvName: string;
  readonly table: () => FigureTable;
}

export function CsvButton({ title, csvName, table }: CsvButtonProps) {
  const save = (): void =>
    saveBlob(new Blob([toCsv(table())], { type: 'text/csv;charset=utf-8' }), `${csvName}.csv`);
  return <SaveButton label={frameText.csv} name={frameText.saveCsv(title)} onSave={save} />;
}
