/** The fields of one group of options of the attack recipe. */
import { editAttack, useAttack } from '../../state/attackStore';
import { OptionField } from '../recipe/OptionField';
import { attackConstants, type AttackGroup, attackOptions, withAttackOption } from './attackOptions';

export function OptionFields({ group }: { readonly group: AttackGroup }) {
  const recipe = useAttack((attack) => attack.recipe);
  const constants = attackConstants(recipe);
  return attackOptions(recipe, group).map(({ key, option, value }) => (
    <OptionField
      key={`${recipe.attack.id} ${key}`}
      option={option}
      value={value}
      constants={constants}
      inEffect
      onChange={(next) => editAttack((now) => withAttackOption(now, group, key, next))}
    />
  ));
}
