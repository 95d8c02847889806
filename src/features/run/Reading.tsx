/** The live reading under a stage's caption: one sentence with tabular digits that never moves its neighbours. */
import type { ReactNode } from 'react';
import styles from './Reading.module.css';

interface ReadingProps {
  readonly children: ReactNode;
  /** True while the sentence shows an older value than was asked for. */
  readonly isMeasuring?: boolean;
}

export function Reading({ children, isMeasuring = false }: ReadingProps) {
  return (
    <p className={styles.reading} data-measuring={isMeasuring || undefined}>
      {children}
    </p>
  );
}
