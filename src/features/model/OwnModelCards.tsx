/** What is known about the user's own network and images, side by side, with the trigger they are measured with. */
import { pairMisfit } from '../../../workers/protocol';
import { RunButton } from '../../app/RunButton';
import { useEngine } from '../../state/engineStore';
import { useRecipe } from '../../state/recipeStore';
import { MODEL_TEXT } from '../../text/model';
import { TRIGGER_TEXT } from '../../text/trigger';
import { TriggerEditor } from '../trigger/TriggerEditor';
import cardStyles from './card.module.css';
import { DataCard } from './DataCard';
import { adviceOf } from './doctorAdvice';
import { MasksCard } from './MasksCard';
import { NetworkCard } from './NetworkCard';
import { NetworkSees } from './NetworkSees';
import styles from './OwnModelCards.module.css';
import { PreprocessingDoctor } from './PreprocessingDoctor';
import { ResizedPictures } from './ResizedPictures';

export interface OwnModelCardsProps {
  readonly isRunning: boolean;
  readonly onRun: () => void;
}

/** Nothing while the network and the images are prepared ones. */
export function OwnModelCards({ isRunning, onRun }: OwnModelCardsProps) {
  const isOwn = useRecipe(({ recipe }) => recipe.model.kind === 'file' || recipe.data.kind === 'files');
  const isComplete = useRecipe(({ recipe }) => recipe.model.kind === 'file' && recipe.data.kind === 'files');
  const model = useEngine((engine) => engine.model);
  const data = useEngine((engine) => engine.data);
  const unclear = useEngine(
    ({ doctor, data: images }) =>
      doctor !== null &&
      images !== null &&
      adviceOf(doctor, images.pixels, images.defense.count).kind === 'unclear',
  );
  if (!isOwn) return null;
  return (
    <>
      <div className={styles.cards}>
        <NetworkCard model={model} />
        <DataCard />
        <PreprocessingDoctor />
        {data?.kind === 'files' && <ResizedPictures data={data} />}
        <MasksCard />
        {model !== null && data?.kind === 'files' && (unclear || pairMisfit(model, data) !== null) && (
          <NetworkSees model={model} data={data} />
        )}
        <section className={`${cardStyles.card} ${styles.wide}`} aria-label={TRIGGER_TEXT.title}>
          <h3>{TRIGGER_TEXT.title}</h3>
          <TriggerEditor />
        </section>
      </div>
      {isComplete && !isRunning && (
        <div className={styles.run}>
          <RunButton id="own-run" label={MODEL_TEXT.run} onStart={onRun} />
        </div>
      )}
    </>
  );
}
