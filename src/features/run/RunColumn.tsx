/** The left column: which network, which images, which trigger, which recipe, and the one button. */
import { useRecipe } from '../../state/recipeStore';
import { useRun } from '../../state/runStore';
import { pixelsName } from '../../text/model';
import { classesLine, defenseLine, networkLine, RUN_TEXT } from '../../text/run';
import { RecipeSummary } from '../recipe/RecipeSummary';
import { Card } from './Card';
import { formatCount } from './format';
import styles from './RunColumn.module.css';
import { StartButton } from './StartButton';
import { RevealedCard } from './RevealedCard';
import { TriggerCard } from './TriggerCard';
import { useShownData, useShownModel } from './useShownData';

function NetworkCard() {
  const model = useShownModel();
  return (
    <Card title={RUN_TEXT.network}>
      {model === null ? (
        <p>{RUN_TEXT.noNetwork}</p>
      ) : (
        <>
          <p>
            {model.name}, {model.architecture}
          </p>
          <p className={styles.soft}>
            {networkLine(formatCount(model.channels), formatCount(model.parameters))}
          </p>
        </>
      )}
    </Card>
  );
}

function DataCard() {
  const data = useShownData();
  const images = useRecipe(({ recipe }) => recipe.defense.images);
  const test = data?.test ?? null;
  return (
    <Card title={RUN_TEXT.data}>
      {data === null ? (
        <p>{RUN_TEXT.noData}</p>
      ) : (
        <>
          <p>
            {defenseLine(
              formatCount(Math.min(images, data.defense.count)),
              formatCount(data.defense.count),
              test === null ? null : formatCount(test.count),
            )}
          </p>
          <p className={styles.soft}>
            {test === null ? RUN_TEXT.noTest : classesLine(data.classes.length, pixelsName(data.pixels))}
          </p>
        </>
      )}
    </Card>
  );
}

export function RunColumn() {
  const data = useShownData();
  const recorded = useRun((run) => (run.recorded ? run.report : null));
  const trigger = useRecipe((state) => state.recipe.trigger);
  return (
    <section className={styles.column} aria-label={RUN_TEXT.setUp}>
      <NetworkCard />
      <DataCard />
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
