/** What images do not say themselves: which of two parts is used, and the class of pictures that state none. */
import { useId } from 'react';
import { type SetReading, usualSplit } from '../../../workers/protocol';
import { MODEL_TEXT } from '../../text/model';
import styles from './FileRows.module.css';
import { LabelField } from './LabelField';
import type { OwnRow } from './ownRows';

export interface ReadingFieldsProps {
  readonly row: OwnRow;
  readonly disabled: boolean;
  readonly onReading: (said: SetReading) => void;
}

const PARTS = ['train', 'test'] as const;

function PartSelect({ row: { role, reading }, disabled, onReading }: ReadingFieldsProps) {
  const id = useId();
  const usual = usualSplit(role === 'defense' ? role : 'test');
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{MODEL_TEXT.part}</label>
      <select
        id={id}
        value={reading.split ?? usual}
        disabled={disabled}
        onChange={(event) => {
          const split = PARTS.find((part) => part === event.target.value);
          if (split !== undefined) onReading({ split });
        }}
      >
        {PARTS.map((part) => (
          <option key={part} value={part}>
            {MODEL_TEXT.parts[part]}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Nothing for files that say everything. */
export function ReadingFields(props: ReadingFieldsProps) {
  const { row, disabled, onReading } = props;
  if (row.asks.length === 0) return null;
  return (
    <div className={styles.fields}>
      {row.asks.includes('split') && <PartSelect {...props} />}
      {row.asks.includes('label') && (
        <LabelField
          key={row.reading.label}
          label={row.reading.label}
          disabled={disabled}
          onLabel={(label) => onReading({ label })}
        />
      )}
    </div>
  );
}
