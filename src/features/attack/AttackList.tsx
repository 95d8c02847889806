/** The attacks, grouped by how they poison. */
import { useId } from 'react';
import type { AttackFamily, AttackId } from '../../../workers/protocol';
import { ATTACK_IDS, ATTACKS } from '../../../workers/protocol/attacks/registry';
import { chooseAttack, useAttack } from '../../state/attackStore';
import { ATTACK_TEXT, FAMILY_TITLES } from '../../text/attack';
import styles from './AttackList.module.css';

const FAMILIES = Object.keys(FAMILY_TITLES) as readonly AttackFamily[];

interface GroupProps {
  readonly title: string;
  readonly ids: readonly AttackId[];
  readonly name: string;
  readonly chosen: AttackId;
}

function Group({ title, ids, name, chosen }: GroupProps) {
  if (ids.length === 0) return null;
  return (
    <fieldset className={styles.group}>
      <legend>{title}</legend>
      {ids.map((id) => (
        <label key={id} className={styles.choice}>
          <input type="radio" name={name} checked={id === chosen} onChange={() => chooseAttack(id)} />
          <b>{ATTACKS[id].name}</b>
          <span className={styles.line}>{ATTACKS[id].summary}</span>
        </label>
      ))}
    </fieldset>
  );
}

export function AttackList() {
  const name = useId();
  const chosen = useAttack(({ recipe }) => recipe.attack.id);
  const planting = ATTACK_IDS.filter((id) => id !== 'none');
  return (
    <div className={styles.list}>
      {FAMILIES.map((family) => (
        <Group
          key={family}
          title={FAMILY_TITLES[family]}
          ids={planting.filter((id) => ATTACKS[id].family === family)}
          name={name}
          chosen={chosen}
        />
      ))}
      <Group title={ATTACK_TEXT.control} ids={['none']} name={name} chosen={chosen} />
      <p className={styles.source}>
        {ATTACK_TEXT.source}: {ATTACKS[chosen].source}
      </p>
    </div>
  );
}
