/** One question of the place: its heading, where its method comes from, and what answers it. */
import { type ReactNode, useId } from 'react';
import styles from './Detect.module.css';

interface SectionProps {
  readonly title: string;
  readonly source: string;
  readonly children: ReactNode;
}

export function Section({ title, source, children }: SectionProps) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <div className={styles.head}>
        <h3 id={id}>{title}</h3>
        <p className={styles.soft}>{source}</p>
      </div>
      {children}
    </section>
  );
}
