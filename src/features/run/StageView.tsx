/** One stage: its caption, its panel with figures and live reading, its formula; or, before anything ran, how to begin. */
import { Play } from 'lucide-react';
import { memo } from 'react';
import type { Recipe, Stage } from '../../../workers/protocol';
import { type RunState, useRun } from '../../state/runStore';
import { isAlive } from '../../state/transition';
import { setView, useView } from '../../state/viewStore';
import {
  atStep,
  PRUNE_TEXT,
  RECOVER_TEXT,
  RUN_TEXT,
  STAGE_CAPTIONS,
  STAGE_NAMES,
  UNLEARN_TEXT,
} from '../../text/run';
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
function EmptyStage({ stage }: { readonly stage: Stage }) {
  const alive = useRun((run) => isAlive(run.status));
  return (
    <div className={styles.empty}>
      <p>{EMPTY_LINES[stage]}</p>
      {!alive && (
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

function StageViewOf({ stage, recipe }: StageViewProps) {
  const state = useRun((run) => run.stages[stage].state);
  const begun = useRun((run) => hasBegun(run, stage));
  const scrub = useView((view) => view.scrub);
  return (
    <section className={styles.stage} aria-labelledby="stage-heading">
      <h3 id="stage-heading" className="visually-hidden">
        {STAGE_NAMES[stage]}
      </h3>
      <div className={styles.head}>
        <p className={styles.caption}>{STAGE_CAPTIONS[stage][state]}</p>
        {scrub !== null && (
          <p className={styles.scrub}>
            {atStep(scrub.step)}
            <button type="button" data-quiet onClick={() => setView({ scrub: null })}>
              {RUN_TEXT.follow}
            </button>
          </p>
        )}
      </div>
      {begun ? <Panel stage={stage} recipe={recipe} /> : <EmptyStage stage={stage} />}
      <StageFormula stage={stage} recipe={recipe} />
    </section>
  );
}

/** Drawn again only for another stage or recipe, and by what it reads from the run itself. */
export const StageView = memo(StageViewOf);
