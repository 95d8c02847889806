import type { ReactNode } from 'react';
import { ScrollRegion } from './ScrollRegion';
import styles from './ScrollTable.module.css';

interface ScrollTableProps {
  readonly title: string;
  readonly columns: readonly string[];
  /** The rows. */
  readonly children: ReactNode;
  /** Below the last row. */
  readonly note?: string | undefined;
}

/** A long table in a small place, whose column names stay in view. */
export function ScrollTable({ title, columns, children, note }: ScrollTableProps) {
  return (
    <ScrollRegion className={styles.scroll} label={title}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
      {note !== undefined && <p>{note}</p>}
    </ScrollRegion>
  );
}
