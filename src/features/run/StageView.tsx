/** One stage: its caption, its panel with figures and live reading, its formula; or, before anything ran, how to begin. */
import { Play } from 'lucide-react';
import { memo } from 'react';
import type { Recipe, Stage } from '../../../workers/protocol';
import { useRefusal } from '../../state/refusal';
import { type RunState, type StageState, useRun } from '../../state/runStore';
import { isAlive } from '../../state/transition';
import { setView, useView } from '../../state/viewStore';
import {
  atStep,
  GIVEN_CAPTIONS,
  GIVEN_EMPTY,
  PRUNE_TEXT,
  RECOVER_TEXT,
  RUN_TEXT,
  STAGE_CAPTIONS,
  STAGE_NAMES,
  UNLEARN_TEXT,
} from '../../text/run';
import { givenMasks } from './givenMasks';
import { PrunePanel } from './PrunePanel';
import { RecoverPanel } from './RecoverPanel';
import { startHere } from './StartButton';
import { StageFormula } from './StageFormula';
import styles from './StageView.module.css';
import { UnlearnPanel } from './UnlearnPanel';

const EMPTY_LINES = {
  unlearn: UNLEARN_TEXT.empty,
  recover: RECOVER_TEXT.empty,
  prune: PRUNE_TEXT.empty,
} as const satisfies Record<Stage, string>;

/** One line what will appear, and the button that makes it appear. */
function EmptyStage({ stage, given }: { readonly stage: Stage; readonly given: boolean }) {
  const alive = useRun((run) => isAlive(run.status));
  // The reason stands beside the primary button.
  const isRefused = useRefusal() !== null;
  return (
    <div className={styles.empty}>
      <p>{given ? GIVEN_EMPTY : EMPTY_LINES[stage]}</p>
      {!alive && !isRefused && (
        <button type="button" onClick={startHere}>
          <Play size={16} aria-hidden /> {RUN_TEXT.remove}
        </button>
      )}
    </div>
  );
}

/** Whether the stage has left anything to draw: a report holds all stages, whatever the rail knows. */
function hasBegun(run: RunState, stage: Stage): boolean {
  return run.stages[stage].state !== 'waiting' || run.report !== null;
}

function Panel({ stage, recipe }: StageViewProps) {
  switch (stage) {
    case 'unlearn':
      if (recipe.masks !== undefined) return <p className={styles.given}>{GIVEN_EMPTY}</p>;
      return <UnlearnPanel recipe={recipe} />;
    case 'recover':
      return <RecoverPanel recipe={recipe} />;
    case 'prune':
      return <PrunePanel />;
    default:
      return stage satisfies never;
  }
}

interface StageViewProps {
  readonly stage: Stage;
  readonly recipe: Recipe;
}

function captionOf(stage: Stage, state: StageState, given: string | null): string {
  return given === null || stage === 'prune' ? STAGE_CAPTIONS[stage][state] : GIVEN_CAPTIONS[stage](given);
}

function StageViewOf({ stage, recipe }: StageViewProps) {
  const state = useRun((run) => run.stages[stage].state);
  const given = givenMasks(recipe, stage);
  const begun = useRun((run) => hasBegun(run, stage));
  const scrub = useView((view) => view.scrub);
  return (
    <section className={styles.stage} aria-labelledby="stage-heading">
      <h3 id="stage-heading" className="visually-hidden">
        {STAGE_NAMES[stage]}
      </h3>
      <div className={styles.head}>
        <p className={styles.caption}>{captionOf(stage, state, given)}</p>
        {scrub !== null && (
          <p className={styles.scrub}>
            {atStep(scrub.step)}
            <button type="button" data-quiet onClick={() => setView({ scrub: null })}>
              {RUN_TEXT.follow}
            </button>
          </p>
        )}
      </div>
      {begun ? <Panel stage={stage} recipe={recipe} /> : <EmptyStage stage={stage} given={given !== null} />}
      {given === null && <StageFormula stage={stage} recipe={recipe} />}
    </section>
  );
}

/** Drawn again only for another stage or recipe, and by what it reads from the run itself. */
export const StageView = memo(StageViewOf);
