/** The label that the trigger leads to. */
import { useId } from 'react';
import { TRIGGER_TEXT } from '../../text/trigger';
import { className } from '../start/verdict';
import styles from './TriggerEditor.module.css';

export interface TargetSelectProps {
  /** Class names of the loaded data; empty where none is loaded. */
  readonly classes: readonly string[];
  readonly target: number;
  readonly onChoose: (target: number) => void;
}

/** Offers every class; a target beyond the loaded classes (from a link or other data) stays visible. */
export function TargetSelect({ classes, target, onChoose }: TargetSelectProps) {
  const id = useId();
  const labels = classes.map((_, label) => label);
  const offered = labels.includes(target) ? labels : [...labels, target];
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{TRIGGER_TEXT.target}</label>
      <select id={id} value={target} onChange={(event) => onChoose(Number(event.target.value))}>
        {offered.map((label) => (
          <option key={label} value={label}>
            {className(classes, label)}
          </option>
        ))}
      </select>
    </div>
  );
}
