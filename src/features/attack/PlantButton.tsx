/** The one button of the place: trains the network. Where it cannot, the reason stands below it. */
import { FlaskConical } from 'lucide-react';
import { client } from '../../client/engineClient';
import { attackStore, recipeFor, useAttack } from '../../state/attackStore';
import { useEngine } from '../../state/engineStore';
import { recipeStore } from '../../state/recipeStore';
import { useIsBusy } from '../../state/steered';
import { useTraining } from '../../state/trainStore';
import { hasEnded, isAlive } from '../../state/transition';
import { ATTACK_TEXT } from '../../text/attack';
import { attackRefusal } from './attackRefusal';
import layout from '../../app/TwoColumns.module.css';
import styles from './Attack.module.css';

/** Trains by the recipe on the page, on the images that are open. */
export function plant(): void {
  const { recipe } = attackStore.getState();
  void client.startTraining(recipeFor(recipe, recipeStore.getState().recipe.data));
}

function useLabel(): string {
  const status = useTraining((training) => training.status);
  const isHonest = useAttack(({ recipe }) => recipe.attack.id === 'none');
  if (isAlive(status)) return ATTACK_TEXT.running;
  if (hasEnded(status)) return ATTACK_TEXT.again;
  return isHonest ? ATTACK_TEXT.trainHonest : ATTACK_TEXT.plant;
}

function useReason(): string | null {
  const recipe = useAttack((attack) => attack.recipe);
  const data = useEngine((engine) => engine.data);
  const trains = useTraining(({ status }) => isAlive(status));
  const busy = useIsBusy();
  if (busy) return trains ? null : ATTACK_TEXT.busy;
  return attackRefusal(recipe, data);
}

export function PlantButton({ onTrain }: { readonly onTrain: () => void }) {
  const label = useLabel();
  const reason = useReason();
  const busy = useIsBusy();
  const isFailed = useEngine((engine) => engine.status === 'failed');
  return (
    <div className={layout.start}>
      <button
        type="button"
        data-primary
        disabled={busy || isFailed || reason !== null}
        aria-describedby="plant-line"
        onClick={() => {
          plant();
          onTrain();
        }}
      >
        <FlaskConical size={18} aria-hidden="true" /> {label}
      </button>
      <p id="plant-line" className={styles.soft}>
        {reason ?? ATTACK_TEXT.local}
      </p>
    </div>
  );
}
