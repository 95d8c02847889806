/** Which images it is trained on: the user's own where they are open, else built-in ones. */
import { editAttack, useAttack } from '../../state/attackStore';
import { useEngine } from '../../state/engineStore';
import { ATTACK_TEXT } from '../../text/attack';
import { NumberField } from '../recipe/NumberField';
import { goToOwnModel } from '../start/goToOwnModel';
import styles from './Part.module.css';

/** As the recipe's schema has them. */
const COUNT = { min: 20, max: 100_000, integer: true } as const;

function BuiltIn() {
  const data = useAttack(({ recipe }) => recipe.data);
  if (data.kind === 'files') return null;
  return (
    <>
      <NumberField
        label={ATTACK_TEXT.imageCount}
        value={data.images}
        limits={COUNT}
        step={1000}
        unit={ATTACK_TEXT.imageUnit}
        onChange={(images) => editAttack((recipe) => ({ ...recipe, data: { ...data, images } }))}
      />
      <p className={styles.soft}>{ATTACK_TEXT.builtInLine}</p>
    </>
  );
}

export function ImageFields() {
  const isOwn = useEngine((engine) => engine.data?.kind === 'files');
  return (
    <>
      {isOwn ? <p className={styles.soft}>{ATTACK_TEXT.ownLine}</p> : <BuiltIn />}
      <div>
        <button type="button" onClick={goToOwnModel}>
          {ATTACK_TEXT.openOwn}
        </button>
      </div>
    </>
  );
}
