/** The numbers of a trigger: place and size as fields, strength also as a slider. */
import { useId } from 'react';
import type { Trigger } from '../../../workers/protocol';
import { NumberField } from '../recipe/NumberField';
import { fieldsOf, type TriggerField } from './fieldLimits';
import styles from './TriggerEditor.module.css';
import type { ImageSize } from './triggerKinds';

export interface TriggerFieldsProps {
  readonly trigger: Trigger;
  readonly size: ImageSize;
  readonly onChange: (trigger: Trigger) => void;
}

function Slider({
  field,
  onChange,
}: {
  readonly field: TriggerField;
  readonly onChange: TriggerFieldsProps['onChange'];
}) {
  const id = useId();
  const { label, value, limits } = field;
  return (
    <div className={styles.field}>
      <label htmlFor={id}>
        {label} <span className={styles.value}>{value.toFixed(2)}</span>
      </label>
      <input
        id={id}
        type="range"
        min={limits.min}
        max={limits.max}
        step={0.01}
        value={value}
        onChange={(event) => onChange(field.with(Number(event.target.value)))}
      />
    </div>
  );
}

/** One field for each number the kind has. */
export function TriggerFields({ trigger, size, onChange }: TriggerFieldsProps) {
  return (
    <div className={styles.fields}>
      {fieldsOf(trigger, size).map((field) =>
        field.name === 'strength' ? (
          <Slider key={field.name} field={field} onChange={onChange} />
        ) : (
          <NumberField
            key={field.name}
            label={field.label}
            value={field.value}
            limits={field.limits}
            step={field.step}
            unit={field.unit}
            onChange={(value) => onChange(field.with(value))}
          />
        ),
      )}
    </div>
  );
}
