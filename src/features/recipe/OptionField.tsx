/** One option in a form: label, control, unit, a mark where it was changed, and why one would change it. */
import { RotateCcw } from 'lucide-react';
import { type ReactNode, type Ref, useId, useState } from 'react';
import { CONSTANTS, type ConstantsName, type Option } from '../../../workers/protocol';
import { defaultOf, rangeLine, RECIPE_TEXT, resetLabel } from '../../text/recipe';
import type { OptionValueAny } from './constants';
import styles from './OptionField.module.css';
import { NumberField } from './NumberField';
import { valueText } from './valueText';
import { WhyButton } from './WhyButton';

export interface OptionFieldProps {
  readonly option: Option;
  readonly value: OptionValueAny;
  /** The set of constants that the value is compared with. */
  readonly constants: ConstantsName;
  readonly inEffect: boolean;
  readonly onChange: (value: OptionValueAny) => void;
  readonly ref?: Ref<HTMLDivElement>;
}

interface ControlProps extends Pick<OptionFieldProps, 'option' | 'value' | 'onChange'> {
  readonly labelledBy: string;
}

function Control({ option, value, labelledBy, onChange }: ControlProps): ReactNode {
  switch (option.kind) {
    case 'number':
      return (
        <NumberField
          label={null}
          labelledBy={labelledBy}
          value={Number(value)}
          limits={option}
          step={option.step}
          unit={option.unit}
          onChange={onChange}
        />
      );
    case 'choice':
      return (
        <select
          aria-labelledby={labelledBy}
          value={String(value)}
          onChange={(event) => onChange(event.target.value)}
        >
          {option.choices.map((each) => (
            <option key={each.value} value={each.value}>
              {each.label}
            </option>
          ))}
        </select>
      );
    case 'flag':
      return (
        <input
          type="checkbox"
          aria-labelledby={labelledBy}
          checked={value === true}
          onChange={(event) => onChange(event.target.checked)}
        />
      );
    default:
      return option satisfies never;
  }
}

function whyText(option: Option): string {
  const range =
    option.kind === 'number' ? `${rangeLine(String(option.min), String(option.max), option.unit)} ` : '';
  const defaults = CONSTANTS.map((name) => defaultOf(name, valueText(option, option.defaults[name])));
  return `${range}${defaults.join(' · ')}`;
}

/** An option that cannot matter under the other choices is pale, but can be set. */
export function OptionField({ option, value, constants, inEffect, onChange, ref }: OptionFieldProps) {
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  const standard = option.defaults[constants];
  const isChanged = value !== standard;
  const reset = resetLabel(option.label, valueText(option, standard));
  return (
    <div ref={ref} className={styles.row} data-changed={isChanged} data-idle={!inEffect}>
      <div className={styles.label}>
        <span id={id}>{option.label}</span>
        <WhyButton label={option.label} controls={`${id}-why`} isOpen={isOpen} onToggle={setIsOpen} />
        {!inEffect && <span className={styles.note}>{RECIPE_TEXT.idle}</span>}
      </div>
      <div className={styles.control}>
        <Control option={option} value={value} labelledBy={id} onChange={onChange} />
        {isChanged && (
          <button
            type="button"
            data-quiet=""
            className={styles.reset}
            aria-label={reset}
            title={reset}
            onClick={() => onChange(standard)}
          >
            <RotateCcw size={16} aria-hidden="true" />
          </button>
        )}
      </div>
      <div id={`${id}-why`} className={styles.why} hidden={!isOpen}>
        <p>{option.help}</p>
        <p>{whyText(option)}</p>
      </div>
    </div>
  );
}
