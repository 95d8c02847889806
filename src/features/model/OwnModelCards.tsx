/** What is known about the user's own network and images, side by side. */
import { useEngine } from '../../state/engineStore';
import { useRecipe } from '../../state/recipeStore';
import { DataCard } from './DataCard';
import { NetworkCard } from './NetworkCard';
import styles from './OwnModelCards.module.css';
import { PreprocessingDoctor } from './PreprocessingDoctor';

/** Nothing while the network and the images are prepared ones. */
export function OwnModelCards() {
  const isOwn = useRecipe(({ recipe }) => recipe.model.kind === 'file' || recipe.data.kind === 'files');
  const model = useEngine((engine) => engine.model);
  if (!isOwn) return null;
  return (
    <div className={styles.cards}>
      <NetworkCard model={model} />
      <DataCard />
      <PreprocessingDoctor />
    </div>
  );
}
