/** A number field that lets nothing out of range through: it says why, and keeps the old value. */
import { type KeyboardEvent, useId, useState } from 'react';
import { numberMessage } from '../../text/recipe';
import { checkNumber, type NumberLimits, stepNumber } from './checkNumber';
import styles from './fields.module.css';

export interface NumberFieldProps {
  /** Visible label; null where `labelledBy` names one. */
  readonly label: string | null;
  readonly labelledBy?: string;
  readonly value: number;
  readonly limits: NumberLimits;
  readonly step: number;
  readonly unit: string;
  readonly onChange: (value: number) => void;
}

/** What is typed and not yet taken; it is forgotten when the value changes from outside. */
interface Draft {
  readonly text: string;
  readonly over: number;
}

/** The value is taken on Enter and when the field is left; arrow keys step at once; Escape brings the value back. */
export function NumberField(props: NumberFieldProps) {
  const { label, labelledBy, value, limits, step, unit, onChange } = props;
  const [draft, setDraft] = useState<Draft | null>(null);
  const id = useId();
  const text = draft !== null && draft.over === value ? draft.text : String(value);
  const checked = checkNumber(text, limits);

  const take = () => {
    if (!checked.ok) return;
    setDraft(null);
    if (checked.value !== value) onChange(checked.value);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') take();
    if (event.key === 'Escape' && draft !== null) {
      event.stopPropagation();
      setDraft(null);
    }
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    const from = checked.ok ? checked.value : value;
    setDraft(null);
    onChange(stepNumber(from, step, event.key === 'ArrowUp' ? 1 : -1, limits));
  };

  return (
    <span className={styles.field}>
      {label !== null && <label htmlFor={id}>{label}</label>}
      <span className={styles.control}>
        <input
          id={id}
          type="text"
          inputMode={limits.integer ? 'numeric' : 'decimal'}
          autoComplete="off"
          className={styles.number}
          aria-labelledby={labelledBy}
          aria-invalid={!checked.ok}
          aria-describedby={checked.ok ? undefined : `${id}-message`}
          value={text}
          onChange={(event) => setDraft({ text: event.target.value, over: value })}
          onBlur={take}
          onKeyDown={onKeyDown}
        />
        {unit !== '' && <span className={styles.unit}>{unit}</span>}
      </span>
      <span id={`${id}-message`} className={styles.message} role="status">
        {checked.ok ? '' : numberMessage(checked.reason, limits)}
      </span>
    </span>
  );
}
