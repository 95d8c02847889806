/** One of the classes, under a label. */
import { useId } from 'react';
import { className } from '../start/verdict';
import styles from './TriggerEditor.module.css';

export interface ClassSelectProps {
  readonly label: string;
  /** Class names of the loaded data; empty where none is loaded. */
  readonly classes: readonly string[];
  readonly chosen: number;
  readonly onChoose: (chosen: number) => void;
}

/** Offers every class; one beyond the loaded classes (from a link or other data) stays visible. */
export function ClassSelect({ label, classes, chosen, onChoose }: ClassSelectProps) {
  const id = useId();
  const known = classes.map((_, at) => at);
  const offered = known.includes(chosen) ? known : [...known, chosen];
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={chosen} onChange={(event) => onChoose(Number(event.target.value))}>
        {offered.map((each) => (
          <option key={each} value={each}>
            {className(classes, each)}
          </option>
        ))}
      </select>
    </div>
  );
}
