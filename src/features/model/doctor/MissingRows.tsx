/** Parameters that no tensor fills, each with a choice of the file's free tensors. */
import type { FileReport } from '../../../../workers/protocol';
import { FILE_DOCTOR_TEXT } from '../../../text/doctor';
import styles from './FileDoctor.module.css';
import { standIns } from './hintDraft';
import { shapeText } from './shapeText';

export interface MissingRowsProps {
  readonly report: FileReport;
  readonly mapping: ReadonlyMap<string, string>;
  readonly disabled: boolean;
  readonly onChange: (mapping: ReadonlyMap<string, string>) => void;
}

/** More than this nobody maps by hand: then it is another architecture. */
const MOST_ROWS = 60;

export function MissingRows({ report, mapping, disabled, onChange }: MissingRowsProps) {
  const { missing } = report;
  const hasFree = report.tensors.some(({ state }) => state === 'unused' || state === 'misshapen');
  if (missing.length === 0 || !hasFree) return null;
  const choose = (parameter: string, tensor: string): void => {
    const next = new Map(mapping);
    if (tensor === '') next.delete(parameter);
    else next.set(parameter, tensor);
    onChange(next);
  };
  return (
    <fieldset className={styles.missing} disabled={disabled}>
      <legend>{FILE_DOCTOR_TEXT.mapping}</legend>
      {missing.slice(0, MOST_ROWS).map(({ name, shape }) => (
        <label key={name} className={styles.missingRow}>
          <span>
            <code>{name}</code> {shapeText(shape)}
          </span>
          <select value={mapping.get(name) ?? ''} onChange={({ target }) => choose(name, target.value)}>
            <option value="">{FILE_DOCTOR_TEXT.none}</option>
            {standIns(report, shape).map((tensor) => (
              <option key={tensor} value={tensor}>
                {tensor}
              </option>
            ))}
          </select>
        </label>
      ))}
    </fieldset>
  );
}
