import { useId } from 'react';
import styles from './Segments.module.css';

export interface SegmentsProps<K extends string> {
  /** Name of the choice for screen readers. */
  readonly label: string;
  readonly options: Readonly<Record<K, string>>;
  readonly value: K;
  readonly onChange: (value: K) => void;
}

/** A choice between a few views of a figure, as radio buttons that look like a switch. */
export function Segments<K extends string>({ label, options, value, onChange }: SegmentsProps<K>) {
  const name = useId();
  return (
    <span className={styles.group} role="radiogroup" aria-label={label}>
      {(Object.entries(options) as [K, string][]).map(([key, words]) => (
        <label key={key} className={styles.option} data-chosen={key === value}>
          <input type="radio" name={name} checked={key === value} onChange={() => onChange(key)} />
          {words}
        </label>
      ))}
    </span>
  );
}
