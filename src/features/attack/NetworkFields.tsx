/** Which network is trained, and how wide. */
import { useId } from 'react';
import type { TrainableNetwork } from '../../../workers/protocol';
import { TRAINABLE_NETWORKS } from '../../../workers/protocol/attackRecipe';
import { editAttack, useAttack } from '../../state/attackStore';
import { ATTACK_TEXT } from '../../text/attack';
import { NumberField } from '../recipe/NumberField';
import styles from './Part.module.css';

const NETWORKS = Object.keys(TRAINABLE_NETWORKS) as readonly TrainableNetwork[];

function chooseNetwork(architecture: TrainableNetwork): void {
  const { width } = TRAINABLE_NETWORKS[architecture];
  editAttack((recipe) => ({ ...recipe, network: { architecture, width: width.default } }));
}

export function NetworkFields() {
  const id = useId();
  const network = useAttack(({ recipe }) => recipe.network);
  const { width, unit } = TRAINABLE_NETWORKS[network.architecture];
  return (
    <>
      <div className={styles.field}>
        <label htmlFor={id}>{ATTACK_TEXT.architecture}</label>
        <select
          id={id}
          value={network.architecture}
          onChange={(event) => {
            const chosen = NETWORKS.find((each) => each === event.target.value);
            if (chosen !== undefined) chooseNetwork(chosen);
          }}
        >
          {NETWORKS.map((each) => (
            <option key={each} value={each}>
              {TRAINABLE_NETWORKS[each].name}
            </option>
          ))}
        </select>
      </div>
      <NumberField
        label={ATTACK_TEXT.width}
        value={network.width}
        limits={{ min: width.min, max: width.max, integer: true }}
        step={1}
        unit={unit}
        onChange={(next) => editAttack((recipe) => ({ ...recipe, network: { ...network, width: next } }))}
      />
    </>
  );
}
