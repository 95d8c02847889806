/** The one class of pictures that state none, typed in as its number or its name. A wrong entry stays to be mended. */
import { type SyntheticEvent, useId, useState } from 'react';
import { LABEL_TEXT } from '../../text/model';
import styles from './FileRows.module.css';
import { parseLabel } from './parseLabel';
import { useKnownClasses } from './useKnownClasses';

export interface LabelFieldProps {
  readonly label: number | undefined;
  readonly disabled: boolean;
  readonly onLabel: (label: number) => void;
}

export function LabelField({ label, disabled, onLabel }: LabelFieldProps) {
  const id = useId();
  const classes = useKnownClasses();
  const [text, setText] = useState(label === undefined ? '' : (classes.names[label] ?? String(label)));
  const [message, setMessage] = useState('');
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const parsed = parseLabel(text, classes);
    setMessage(parsed.kind === 'label' ? '' : LABEL_TEXT.wrong(parsed.kind, text.trim(), classes));
    if (parsed.kind === 'label' && parsed.label !== label) onLabel(parsed.label);
  };
  return (
    <form className={styles.field} noValidate onSubmit={submit}>
      <label htmlFor={id}>{LABEL_TEXT.label}</label>
      <span className={styles.entry}>
        <input
          id={id}
          type="text"
          autoComplete="off"
          list={classes.names.length > 0 ? `${id}-names` : undefined}
          value={text}
          disabled={disabled}
          placeholder={LABEL_TEXT.range(classes)}
          aria-invalid={message !== ''}
          aria-describedby={`${id}-message`}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" disabled={disabled}>
          {LABEL_TEXT.use}
        </button>
      </span>
      {classes.names.length > 0 && (
        <datalist id={`${id}-names`}>
          {classes.names.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      )}
      <span id={`${id}-message`} role="status" className={styles.message}>
        {message}
      </span>
    </form>
  );
}
