/** Which architecture a file is taken for, and how large the pictures are. */
import { useId } from 'react';
import type { FileReport } from '../../../../workers/protocol';
import { FILE_DOCTOR_TEXT } from '../../../text/doctor';
import { NumberField } from '../../recipe/NumberField';
import styles from './FileDoctor.module.css';
import type { HintDraft } from './hintDraft';

export interface HintFieldsProps {
  readonly report: FileReport;
  readonly draft: HintDraft;
  readonly disabled: boolean;
  readonly onChange: (part: Partial<HintDraft>) => void;
}

const SIDE = { min: 8, max: 512, integer: true } as const;
/** Where nothing is known of a network. */
const USUAL_SIZE = [32, 32] as const;

function ArchitectureSelect({ report, draft, disabled, onChange }: HintFieldsProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{FILE_DOCTOR_TEXT.architecture}</label>
      <select
        id={id}
        value={draft.architecture ?? ''}
        disabled={disabled}
        onChange={({ target: { value } }) => onChange({ architecture: value === '' ? null : value })}
      >
        <option value="">{FILE_DOCTOR_TEXT.automatic}</option>
        {report.candidates.map(({ family, architecture, matched, needed }) => (
          <option key={family} value={family}>
            {FILE_DOCTOR_TEXT.option(architecture, matched, needed)}
          </option>
        ))}
      </select>
    </div>
  );
}

export function HintFields(props: HintFieldsProps) {
  const { report, draft, onChange } = props;
  const [height, width] = draft.inputSize ?? report.chosen?.inputSize ?? USUAL_SIZE;
  const field = { limits: SIDE, step: 1, unit: FILE_DOCTOR_TEXT.pixels } as const;
  return (
    <div className={styles.fields}>
      {report.candidates.length > 0 && <ArchitectureSelect {...props} />}
      <NumberField
        {...field}
        label={FILE_DOCTOR_TEXT.height}
        value={height}
        onChange={(value) => onChange({ inputSize: [value, width] })}
      />
      <NumberField
        {...field}
        label={FILE_DOCTOR_TEXT.width}
        value={width}
        onChange={(value) => onChange({ inputSize: [height, value] })}
      />
    </div>
  );
}
