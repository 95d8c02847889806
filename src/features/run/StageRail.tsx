/** The rail `1 Unlearn > 2 Recover > 3 Prune`: state in words and icon, a click shows that stage. */
import {
  Check,
  Circle,
  CircleDot,
  FastForward,
  FileInput,
  type LucideIcon,
  TriangleAlert,
} from 'lucide-react';
import { type Recipe, type Stage, STAGES } from '../../../workers/protocol';
import { type StageProgress, type StageState, useRun } from '../../state/runStore';
import { GIVEN_STATE, RUN_TEXT, STAGE_NAMES, stageProgress, timeLeft } from '../../text/run';
import { formatDuration } from './format';
import { givenMasks } from './givenMasks';
import styles from './StageRail.module.css';

const ICONS: Readonly<Record<StageState, LucideIcon>> = {
  waiting: Circle,
  running: CircleDot,
  done: Check,
  failed: TriangleAlert,
  skipped: FastForward,
};

/** Share of the stage that is done, 0..1, for the line under its name. */
function shareDone({ state, done, total }: StageProgress): number {
  if (state === 'done') return 1;
  return total === null || total === 0 ? 0 : Math.min(1, done / total);
}

/** Id of a stage's tab: it is there whatever the stage does, so it can take the focus of a control that goes. */
export const stageTabId = (stage: Stage): string => `stage-tab-${stage}`;

interface StageTabProps {
  readonly stage: Stage;
  readonly place: number;
  readonly shown: boolean;
  /** Whether masks of another run stand in for the stage. */
  readonly given: boolean;
  readonly onPick: (stage: Stage) => void;
}

function StageTab({ stage, place, shown, given, onPick }: StageTabProps) {
  const progress = useRun((run) => run.stages[stage]);
  const Icon = given ? FileInput : ICONS[progress.state];
  const eta =
    progress.state === 'running' && progress.etaMs !== null ? timeLeft(formatDuration(progress.etaMs)) : '';
  return (
    <li>
      <button
        type="button"
        id={stageTabId(stage)}
        data-quiet
        className={styles.tab}
        data-state={progress.state}
        aria-current={shown ? 'step' : undefined}
        onClick={() => onPick(stage)}
      >
        <span className={styles.name}>
          <Icon aria-hidden size={18} />
          {place} {STAGE_NAMES[stage]}
        </span>
        <span className={styles.state}>
          {given ? GIVEN_STATE : stageProgress(progress.state, progress.done, progress.total)}
          {eta !== '' && <span className={styles.eta}>{eta}</span>}
        </span>
        <span className={styles.line} aria-hidden>
          <span style={{ transform: `scaleX(${shareDone(progress)})` }} />
        </span>
      </button>
    </li>
  );
}

interface StageRailProps {
  readonly shown: Stage;
  readonly recipe: Recipe;
  readonly onPick: (stage: Stage) => void;
}

export function StageRail({ shown, recipe, onPick }: StageRailProps) {
  return (
    <nav aria-label={RUN_TEXT.stages}>
      <ol className={styles.rail}>
        {STAGES.map((stage, i) => (
          <StageTab
            key={stage}
            stage={stage}
            place={i + 1}
            shown={stage === shown}
            given={givenMasks(recipe, stage) !== null}
            onPick={onPick}
          />
        ))}
      </ol>
    </nav>
  );
}
