/** Which kind of trigger. */
import { useId } from 'react';
import { KIND_NAMES, TRIGGER_TEXT } from '../../text/trigger';
import styles from './TriggerEditor.module.css';
import { EDITOR_KINDS, type EditorKind } from './triggerKinds';

export interface KindSelectProps {
  readonly kind: EditorKind;
  readonly onChoose: (kind: EditorKind) => void;
}

/** A labelled select over {@link EDITOR_KINDS}. */
export function KindSelect({ kind, onChoose }: KindSelectProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{TRIGGER_TEXT.kind}</label>
      <select
        id={id}
        value={kind}
        onChange={(event) => {
          const chosen = EDITOR_KINDS.find((each) => each === event.target.value);
          if (chosen !== undefined) onChoose(chosen);
        }}
      >
        {EDITOR_KINDS.map((each) => (
          <option key={each} value={each}>
            {KIND_NAMES[each]}
          </option>
        ))}
      </select>
    </div>
  );
}
