/** A part of the set-up: its name and what is chosen, and behind them the fields. One part is open at a time. */
import type { ReactNode } from 'react';
import styles from './Part.module.css';

export interface PartProps {
  readonly title: string;
  /** What is chosen now, in a few words. */
  readonly summary: string;
  readonly isOpen?: boolean;
  readonly children: ReactNode;
}

export function Part({ title, summary, isOpen = false, children }: PartProps) {
  return (
    <details className={styles.part} name="attack-part" open={isOpen}>
      <summary className={styles.head}>
        <h3>{title}</h3>
        <span className={styles.chosen}>{summary}</span>
      </summary>
      <div className={styles.fields}>{children}</div>
    </details>
  );
}
