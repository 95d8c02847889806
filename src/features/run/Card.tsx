/** A part of the left column: a name and what stands under it. */
import type { ReactNode } from 'react';
import styles from './RunColumn.module.css';

interface CardProps {
  readonly title: string;
  readonly children: ReactNode;
}

export function Card({ title, children }: CardProps) {
  return (
    <section className={styles.card} aria-label={title}>
      <h3>{title}</h3>
      <div className={styles.body}>{children}</div>
    </section>
  );
}
