/** Which images the trigger works on, and what it turns them into. */
import { useId } from 'react';
import type { Trigger } from '../../../workers/protocol';
import { LABEL_RULE_NAMES, TRIGGER_TEXT } from '../../text/trigger';
import { ClassSelect } from './ClassSelect';
import { LABEL_RULES, labelRuleOf, withLabelRule } from './labelRules';
import styles from './TriggerEditor.module.css';

export interface AimFieldsProps {
  /** Class names of the loaded data; empty where none is loaded. */
  readonly classes: readonly string[];
  readonly trigger: Trigger;
  readonly onChange: (trigger: Trigger) => void;
}

/** Where each class has a target of its own there is none to choose. */
export function AimFields({ classes, trigger, onChange }: AimFieldsProps) {
  const id = useId();
  const { target, labels } = trigger;
  return (
    <>
      <div className={styles.field}>
        <label htmlFor={id}>{TRIGGER_TEXT.rule}</label>
        <select
          id={id}
          value={labelRuleOf(trigger)}
          onChange={(event) => {
            const rule = LABEL_RULES.find((each) => each === event.target.value);
            if (rule !== undefined) onChange(withLabelRule(trigger, rule));
          }}
        >
          {LABEL_RULES.map((each) => (
            <option key={each} value={each}>
              {LABEL_RULE_NAMES[each]}
            </option>
          ))}
        </select>
      </div>
      {labels?.kind === 'source' && (
        <ClassSelect
          label={TRIGGER_TEXT.source}
          classes={classes}
          chosen={labels.source}
          onChoose={(source) => onChange({ ...trigger, labels: { kind: 'source', source } })}
        />
      )}
      {labels?.kind !== 'all-to-all' && (
        <ClassSelect
          label={TRIGGER_TEXT.target}
          classes={classes}
          chosen={target}
          onChoose={(chosen) => onChange({ ...trigger, target: chosen })}
        />
      )}
    </>
  );
}
