import type { ReactNode } from 'react';
import styles from './EmptyFigure.module.css';

/** The one line that stands where a figure will appear. */
export function EmptyFigure({ height, children }: { readonly height: number; readonly children: ReactNode }) {
  return (
    <p className={styles.empty} style={{ minHeight: height }}>
      {children}
    </p>
  );
}
