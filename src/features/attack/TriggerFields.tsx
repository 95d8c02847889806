/** The attack's own trigger or a painted one, and what it looks like. */
import { Brush } from 'lucide-react';
import type { Trigger } from '../../../workers/protocol';
import { ATTACKS } from '../../../workers/protocol/attacks/registry';
import { Segments } from '../../charts/Segments';
import { attackStore, editAttack, plantSign, useAttack } from '../../state/attackStore';
import { ATTACK_TEXT } from '../../text/attack';
import { usePreview } from '../run/usePreview';
import { PictureView } from '../start/PictureView';
import { plantsSign } from './attackRefusal';
import styles from './Part.module.css';

export interface TriggerFieldsProps {
  /** What will be planted, or was; null where that is not known yet. */
  readonly trigger: Trigger | null;
  readonly image: number;
  readonly onPaint: () => void;
}

function chooseWhose(whose: keyof typeof ATTACK_TEXT.whoseChoices): void {
  if (whose === 'painted') plantSign(attackStore.getState().sign);
  else editAttack((recipe) => ({ ...recipe, trigger: null }));
}

function Preview({ trigger, image }: { readonly trigger: Trigger; readonly image: number }) {
  const picture = usePreview(image, trigger);
  return (
    <div className={styles.preview}>
      {picture !== null && <PictureView picture={picture} alt={ATTACK_TEXT.triggerAlt} />}
    </div>
  );
}

export function TriggerFields({ trigger, image, onPaint }: TriggerFieldsProps) {
  const recipe = useAttack((attack) => attack.recipe);
  const { takesSign } = ATTACKS[recipe.attack.id];
  const isPainted = plantsSign(recipe);
  const without = recipe.attack.id === 'none' ? ATTACK_TEXT.noTriggerLine : ATTACK_TEXT.makesTriggerLine;
  return (
    <>
      {takesSign && (
        <div>
          <Segments
            label={ATTACK_TEXT.whose}
            options={ATTACK_TEXT.whoseChoices}
            value={isPainted ? 'painted' : 'own'}
            onChange={(whose) => {
              chooseWhose(whose);
              if (whose === 'painted') onPaint();
            }}
          />
        </div>
      )}
      {trigger === null ? (
        <p className={styles.soft}>{without}</p>
      ) : (
        <Preview trigger={trigger} image={image} />
      )}
      {takesSign && (
        <div>
          <button type="button" onClick={onPaint}>
            <Brush size={16} aria-hidden="true" /> {ATTACK_TEXT.toBoard}
          </button>
        </div>
      )}
    </>
  );
}
