/** Fine steps of the cut by button. */
import { Minus, Plus, RotateCcw } from 'lucide-react';
import { PRUNE_TEXT } from '../../text/run';
import styles from './CutSteps.module.css';

interface CutStepsProps {
  readonly canCutMore: boolean;
  readonly canCutLess: boolean;
  readonly canUndo: boolean;
  readonly isTried: boolean;
  readonly onMore: () => void;
  readonly onLess: () => void;
  readonly onUndo: () => void;
  readonly onBack: () => void;
}

/** Cut one more, one less, undo, and the way back to what the run chose. */
export function CutSteps(props: CutStepsProps) {
  return (
    <div className={styles.steps}>
      <button type="button" disabled={!props.canCutLess} onClick={props.onLess}>
        <Minus size={16} aria-hidden /> {PRUNE_TEXT.less}
      </button>
      <button type="button" disabled={!props.canCutMore} onClick={props.onMore}>
        <Plus size={16} aria-hidden /> {PRUNE_TEXT.more}
      </button>
      <button type="button" data-quiet disabled={!props.canUndo} onClick={props.onUndo}>
        <RotateCcw size={16} aria-hidden /> {PRUNE_TEXT.undo}
      </button>
      <button type="button" data-quiet disabled={!props.isTried} onClick={props.onBack}>
        {PRUNE_TEXT.backToChosen}
      </button>
    </div>
  );
}
