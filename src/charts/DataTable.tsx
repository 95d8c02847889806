import { useState } from 'react';
import { frameText } from '../text/charts';
import type { FigureTable } from './csv';
import styles from './DataTable.module.css';
import { ScrollTable } from './ScrollTable';

/** More rows than this are left to the CSV file: a page of ten thousand cells is slow and nobody reads it. */
const MOST_ROWS = 400;

/**
 * The numbers of a figure as a table behind a disclosure. They are taken when it is opened, so that a running stage
 * neither redraws hundreds of rows a frame nor changes them under a screen reader.
 */
export function DataTable({ table, title }: { readonly table: () => FigureTable; readonly title: string }) {
  const [taken, setTaken] = useState<FigureTable | null>(null);
  return (
    <details
      className={styles.details}
      onToggle={(event) => setTaken(event.currentTarget.open ? table() : null)}
    >
      <summary className={styles.summary}>{frameText.table}</summary>
      {taken && <Rows table={taken} title={title} />}
    </details>
  );
}

function Rows({ table, title }: { readonly table: FigureTable; readonly title: string }) {
  const { columns, rows } = table;
  const note = rows.length > MOST_ROWS ? frameText.clipped(MOST_ROWS, rows.length) : undefined;
  return (
    <ScrollTable title={title} columns={columns} note={note}>
      {rows.slice(0, MOST_ROWS).map((row, i) => (
        <tr key={i}>
          {row.map((value, j) => (
            <td key={j} className={typeof value === 'number' ? styles.number : undefined}>
              {typeof value === 'number' ? shortNumber(value) : value}
            </td>
          ))}
        </tr>
      ))}
    </ScrollTable>
  );
}

function shortNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : Number(value.toPrecision(4)).toString();
}
