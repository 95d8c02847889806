/** The trigger of the recipe: kind, place, size, strength, target, and what it looks like on the loaded images. */
import { useState } from 'react';
import type { Fault } from '../../../workers/protocol';
import { resultOf, triggerMisfit } from '../../../workers/protocol';
import { FaultNotice } from '../../app/FaultNotice';
import { useEngine } from '../../state/engineStore';
import { useRecipe } from '../../state/recipeStore';
import { TRIGGER_TEXT, VARIANT_NAMES } from '../../text/trigger';
import { signOf } from '../start/pictures';
import { AimFields } from './AimFields';
import { decodePicture } from './decodePicture';
import { KindSelect } from './KindSelect';
import { PictureInput } from './PictureInput';
import styles from './TriggerEditor.module.css';
import { TriggerFields } from './TriggerFields';
import { changeKind, type EditorKind, editorKindOf, variantOf } from './triggerKinds';
import { TriggerPreviewView } from './TriggerPreviewView';
import { useDraftTrigger } from './useDraftTrigger';

/** Pictures that are not loaded yet are taken for the usual size. */
const USUAL_SIZE = { height: 32, width: 32 } as const;

/** Reads and writes `recipe.trigger`. */
export function TriggerEditor() {
  const data = useEngine((engine) => engine.data);
  const [trigger, change] = useDraftTrigger();
  const [wantsPicture, setWantsPicture] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  const size = data?.defense ?? USUAL_SIZE;
  const misfit = data === null ? null : triggerMisfit(trigger, data);
  const isMoved = useRecipe(({ movedTrigger }) => movedTrigger !== null && movedTrigger === trigger);
  const sign = signOf(trigger);
  const variant = trigger === null ? null : variantOf(trigger);
  const kind: EditorKind = wantsPicture ? 'image' : editorKindOf(trigger);

  const chooseKind = (next: EditorKind) => {
    setFault(null);
    // An own picture becomes the trigger when it has been read; until then the old one stays.
    setWantsPicture(next === 'image' && trigger?.kind !== 'image');
    if (next !== 'image') change(changeKind(trigger, next, size, null));
  };
  const takePicture = async (file: File) => {
    const picture = await resultOf(() => decodePicture(file, size));
    setFault(picture.ok ? null : picture.fault);
    if (!picture.ok) return;
    setWantsPicture(false);
    change(changeKind(trigger, 'image', size, picture.value));
  };

  return (
    <div className={styles.room}>
      <div className={styles.sides}>
        <TriggerPreviewView data={data} trigger={trigger} onChange={change} />
        <div className={styles.editor}>
          <div className={styles.fields}>
            <KindSelect kind={kind} onChoose={chooseKind} />
            {trigger !== null && (
              <AimFields classes={data?.classes ?? []} trigger={trigger} onChange={change} />
            )}
          </div>
          {kind === 'image' && (
            <PictureInput isChosen={trigger?.kind === 'image'} onFile={(file) => void takePicture(file)} />
          )}
          {fault !== null && <FaultNotice fault={fault} action={null} onDismiss={() => setFault(null)} />}
          {misfit !== null && <FaultNotice fault={misfit} action={null} />}
          {isMoved && sign !== null && (
            <p role="status" className={styles.soft}>
              {TRIGGER_TEXT.moved(sign.row, sign.column, size.width, size.height)}
            </p>
          )}
          {trigger === null && <p className={styles.soft}>{TRIGGER_TEXT.none}</p>}
          {trigger !== null && !wantsPicture && (
            <TriggerFields trigger={trigger} size={size} onChange={change} />
          )}
          {variant !== null && <p className={styles.soft}>{VARIANT_NAMES[variant]}</p>}
        </div>
      </div>
    </div>
  );
}
