/** Which pictures the trigger turns, and into which class. */
import { useId } from 'react';
import type { LabelRule } from '../../../workers/protocol';
import { ATTACKS } from '../../../workers/protocol/attacks/registry';
import { editAttack, useAttack, withLabels } from '../../state/attackStore';
import { ATTACK_TEXT } from '../../text/attack';
import { className } from '../start/verdict';
import styles from './Part.module.css';

type Rule = keyof typeof ATTACK_TEXT.rules;

export interface LabelFieldsProps {
  /** Class names of the loaded images; empty where none are loaded. */
  readonly classes: readonly string[];
}

interface ClassSelectProps extends LabelFieldsProps {
  readonly label: string;
  readonly chosen: number;
  readonly onChoose: (label: number) => void;
}

/** Offers every class; a class beyond the loaded ones stays visible. */
function ClassSelect({ label, classes, chosen, onChoose }: ClassSelectProps) {
  const id = useId();
  const known = classes.map((_, index) => index);
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={chosen} onChange={(event) => onChoose(Number(event.target.value))}>
        {(known.includes(chosen) ? known : [...known, chosen]).map((index) => (
          <option key={index} value={index}>
            {className(classes, index)}
          </option>
        ))}
      </select>
    </div>
  );
}

function chooseRule(rule: Rule): void {
  editAttack((recipe) => {
    if (rule === 'all-to-one') return withLabels(recipe, null);
    const source = recipe.target === 0 ? 1 : 0;
    return withLabels(recipe, rule === 'source' ? { kind: rule, source } : { kind: rule });
  });
}

function RuleSelect({
  rule,
  served,
}: {
  readonly rule: Rule;
  readonly served: readonly LabelRule['kind'][];
}) {
  const id = useId();
  const rules: readonly Rule[] = ['all-to-one', ...served];
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{ATTACK_TEXT.rule}</label>
      <select
        id={id}
        value={rule}
        onChange={(event) => {
          const chosen = rules.find((each) => each === event.target.value);
          if (chosen !== undefined) chooseRule(chosen);
        }}
      >
        {rules.map((each) => (
          <option key={each} value={each}>
            {ATTACK_TEXT.rules[each]}
          </option>
        ))}
      </select>
    </div>
  );
}

export function LabelFields({ classes }: LabelFieldsProps) {
  const id = useAttack(({ recipe }) => recipe.attack.id);
  const target = useAttack(({ recipe }) => recipe.target);
  const labels = useAttack(({ recipe }) => recipe.labels);
  const served = ATTACKS[id].labelRules;
  return (
    <>
      {served.length === 0 ? (
        <p className={styles.soft}>{ATTACK_TEXT.onlyAllToOne}</p>
      ) : (
        <RuleSelect rule={labels?.kind ?? 'all-to-one'} served={served} />
      )}
      {labels?.kind === 'source' && (
        <ClassSelect
          label={ATTACK_TEXT.from}
          classes={classes}
          chosen={labels.source}
          onChoose={(source) => editAttack((recipe) => withLabels(recipe, { kind: 'source', source }))}
        />
      )}
      {labels?.kind !== 'all-to-all' && (
        <ClassSelect
          label={ATTACK_TEXT.target}
          classes={classes}
          chosen={target}
          onChoose={(chosen) => editAttack((recipe) => ({ ...recipe, target: chosen }))}
        />
      )}
    </>
  );
}
