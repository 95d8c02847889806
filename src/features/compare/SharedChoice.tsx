/** What all methods share: the set of constants, the defender's images, the budget, and how closely runs are measured. */
import { type ConstantsName, type OptionGroup, RECIPE_GROUPS } from '../../../workers/protocol';
import { SHARED_OPTIONS } from '../../../workers/protocol/defenseRecipe';
import { Segments } from '../../charts/Segments';
import { editPlan, setPlanOption, usePlan } from '../../state/planStore';
import { PLAN_TEXT } from '../../text/compare';
import { CONSTANTS_NAMES } from '../../text/recipe';
import { OptionField } from '../recipe/OptionField';
import styles from './Choices.module.css';

function SharedFields({ id, options }: { readonly id: string; readonly options: OptionGroup }) {
  const constants = usePlan((plan) => plan.constants);
  const changes = usePlan((plan) => plan.changes.shared);
  return Object.entries(options).map(([key, option]) => {
    const path = `${id}.${key}`;
    const standard = option.defaults[constants];
    return (
      <OptionField
        key={path}
        option={option}
        value={changes?.[path] ?? standard}
        constants={constants}
        inEffect
        onChange={(value) => setPlanOption('shared', path, value, standard)}
      />
    );
  });
}

export function SharedChoice() {
  const constants = usePlan((plan) => plan.constants);
  const options: Readonly<Record<ConstantsName, string>> = CONSTANTS_NAMES;
  return (
    <>
      <div>
        <Segments
          label={PLAN_TEXT.constants}
          options={options}
          value={constants}
          onChange={(name) => editPlan({ constants: name, changes: {} })}
        />
      </div>
      <div>
        <SharedFields id="shared" options={SHARED_OPTIONS} />
      </div>
      <p className={styles.line}>{PLAN_TEXT.rnpNote}</p>
      <h4>{PLAN_TEXT.measuring}</h4>
      <div>
        <SharedFields id="watch" options={RECIPE_GROUPS.watch} />
      </div>
    </>
  );
}
