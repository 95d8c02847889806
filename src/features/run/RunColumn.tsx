/** The left column: which network, which images, which trigger, which recipe, and the one button. */
import { useRecipe } from '../../state/recipeStore';
import { useRun } from '../../state/runStore';
import { RUN_TEXT } from '../../text/run';
import { RecipeSummary } from '../recipe/RecipeSummary';
import { Card } from './Card';
import { DataCard, NetworkCard } from './OpenCards';
import styles from './RunColumn.module.css';
import { StartButton } from './StartButton';
import { RevealedCard } from './RevealedCard';
import { TriggerCard } from './TriggerCard';
import { useShownData, useShownModel } from './useShownData';

export function RunColumn() {
  const model = useShownModel();
  const data = useShownData();
  const images = useRecipe((state) => state.recipe.defense.images);
  const recorded = useRun((run) => (run.recorded ? run.report : null));
  const trigger = useRecipe((state) => state.recipe.trigger);
  return (
    <section className={styles.column} aria-label={RUN_TEXT.setUp}>
      <NetworkCard model={model} none={RUN_TEXT.noNetwork} />
      <DataCard data={data} images={images} none={RUN_TEXT.noData} noTest={RUN_TEXT.noTest} />
      <TriggerCard
        trigger={recorded === null ? trigger : recorded.recipe.trigger}
        classes={data?.classes ?? null}
      />
      <RevealedCard classes={data?.classes ?? null} />
      <Card title={RUN_TEXT.recipe}>
        <RecipeSummary />
      </Card>
      <StartButton />
    </section>
  );
}
