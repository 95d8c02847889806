/** Which kind of trigger. */
import { useId } from 'react';
import { KIND_NAMES, TRIGGER_TEXT } from '../../text/trigger';
import styles from './TriggerEditor.module.css';
import { EDITOR_KINDS, type EditorKind } from './triggerKinds';

export interface KindSelectProps {
  readonly kind: EditorKind;
  readonly onChoose: (kind: EditorKind) => void;
}

/** A labelled select over {@link EDITOR_KINDS}, and over the kind at hand where it is none of them. */
export function KindSelect({ kind, onChoose }: KindSelectProps) {
  const id = useId();
  const offered = EDITOR_KINDS.some((each) => each === kind) ? EDITOR_KINDS : [...EDITOR_KINDS, kind];
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{TRIGGER_TEXT.kind}</label>
      <select
        id={id}
        value={kind}
        onChange={(event) => {
          const chosen = offered.find((each) => each === event.target.value);
          if (chosen !== undefined) onChoose(chosen);
        }}
      >
        {offered.map((each) => (
          <option key={each} value={each}>
            {KIND_NAMES[each]}
          </option>
        ))}
      </select>
    </div>
  );
}
