/** One option of the recipe: label, control, unit, a mark where it was changed, and why one would change it. */
import { RotateCcw } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { CONSTANTS, type ConstantsName, type Option, type RecipeGroup } from '../../../workers/protocol';
import { defaultOf, rangeLine, RECIPE_TEXT, resetLabel } from '../../text/recipe';
import type { OptionValueAny, PlacedOption } from './constants';
import styles from './OptionRow.module.css';
import { NumberField } from './NumberField';
import { useWantedOption } from './useWantedOption';
import { valueText } from './valueText';
import { WhyButton } from './WhyButton';

export interface OptionRowProps {
  readonly group: RecipeGroup;
  readonly placed: PlacedOption;
  /** The set of constants that the value is compared with. */
  readonly constants: ConstantsName;
  readonly inEffect: boolean;
  readonly onChange: (value: OptionValueAny) => void;
}

interface ControlProps extends Pick<OptionRowProps, 'placed' | 'onChange'> {
  readonly labelledBy: string;
}

function Control({ placed, labelledBy, onChange }: ControlProps): ReactNode {
  const { option, value } = placed;
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

/** A row of the recipe panel. An option that cannot matter under the other choices is pale, but can be set. */
export function OptionRow({ group, placed, constants, inEffect, onChange }: OptionRowProps) {
  const id = useId();
  const row = useWantedOption(group, placed.key);
  const [isOpen, setIsOpen] = useState(false);
  const { option, value } = placed;
  const standard = option.defaults[constants];
  const isChanged = value !== standard;
  const reset = resetLabel(option.label, valueText(option, standard));
  return (
    <div ref={row} className={styles.row} data-changed={isChanged} data-idle={!inEffect}>
      <div className={styles.label}>
        <span id={id}>{option.label}</span>
        <WhyButton label={option.label} controls={`${id}-why`} isOpen={isOpen} onToggle={setIsOpen} />
        {!inEffect && <span className={styles.note}>{RECIPE_TEXT.idle}</span>}
      </div>
      <div className={styles.control}>
        <Control placed={placed} labelledBy={id} onChange={onChange} />
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
