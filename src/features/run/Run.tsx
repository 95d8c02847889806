/** The place Run: what runs on the left; rail, stage, feature maps and result on the right. */
import { History } from 'lucide-react';
import { useDeferredValue } from 'react';
import { useRefusal } from '../../state/refusal';
import { useRun } from '../../state/runStore';
import { RUN_TEXT } from '../../text/run';
import { EndedNote } from './EndedNote';
import { FeatureFigure } from './FeatureFigure';
import { LiveRegion } from './LiveRegion';
import { Result, ResultWords } from './Result';
import styles from './Run.module.css';
import { RunColumn } from './RunColumn';
import { useShownStage } from './shownStage';
import { StageRail } from './StageRail';
import { startHere } from './StartButton';
import { StageView } from './StageView';
import { useCutTrials } from './useCutTrials';
import { useRunRecipe } from './useRunRecipe';

/** The watermark of a run that is not this computer's. */
function RecordedMark() {
  const recorded = useRun((run) => run.recorded);
  const isRefused = useRefusal() !== null;
  if (!recorded) return null;
  return (
    <p className={styles.recorded}>
      <History size={16} aria-hidden />
      <span>
        <strong>{RUN_TEXT.recorded}</strong> {RUN_TEXT.recordedHint}
      </span>
      {!isRefused && (
        <button type="button" onClick={startHere}>
          {RUN_TEXT.here}
        </button>
      )}
    </p>
  );
}

export function Run() {
  const [stage, pickStage] = useShownStage();
  // Another stage is another set of figures: drawn in slices, so that no task of the page gets long.
  const drawn = useDeferredValue(stage);
  const recipe = useRunRecipe();
  const recorded = useRun((run) => run.recorded);
  useCutTrials();
  return (
    <div className={styles.run} data-recorded={recorded || undefined}>
      <h2 className="visually-hidden">{RUN_TEXT.heading}</h2>
      <LiveRegion />
      <div className={styles.column}>
        <RunColumn />
      </div>
      <div className={styles.stages}>
        <RecordedMark />
        <Result />
        <StageRail shown={stage} recipe={recipe} onPick={pickStage} />
        <EndedNote />
        <StageView stage={drawn} recipe={recipe} />
        <ResultWords />
        <FeatureFigure />
      </div>
    </div>
  );
}
