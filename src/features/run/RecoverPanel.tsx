/** Stage 2: where all masks are, how many are low, which layers they sit in, and how the network remembers. */
import { Suspense, useDeferredValue, useState } from 'react';
import type { Recipe } from '../../../workers/protocol';
import type { MaskFrame } from '../../state/series';
import { useRun } from '../../state/runStore';
import { setView, useView } from '../../state/viewStore';
import { atStep, belowReading, RECOVER_TEXT } from '../../text/run';
import { layCut } from './cutDesk';
import { Fold } from './Fold';
import { formatCount } from './format';
import { MaskHistogramFigure, MaskStripsFigure } from './MaskFigures';
import styles from './panels.module.css';
import { Reading } from './Reading';
import { countBelow } from './readings';
import { StageLines } from './StageLines';
import { useCutLists } from './useCutLists';
import { useMaskFrame } from './useMaskFrame';

interface MaskReadingProps {
  readonly frame: MaskFrame;
  readonly threshold: number;
}

/** "38 of 1,200 filters below 0.70", and the button that makes it a cut once there is one to make. */
function MaskReading({ frame, threshold }: MaskReadingProps) {
  const canTry = useRun((run) => run.status === 'done' && !run.recorded && run.report !== null);
  const isScrubbed = useView((view) => view.scrub !== null);
  const below = formatCount(countBelow(frame.values, threshold));
  return (
    <Reading>
      {belowReading(below, formatCount(frame.values.length), threshold.toFixed(2))}
      {frame.step > 0 && <span className={styles.after}>{atStep(frame.step)}</span>}
      {/* On a phone nothing else parts the two. */ ' '}
      {canTry && !isScrubbed && (
        <button
          type="button"
          className={styles.beside}
          onClick={() => layCut({ kind: 'threshold', threshold })}
        >
          {RECOVER_TEXT.cutHere}
        </button>
      )}
    </Reading>
  );
}

function Masks({ frame }: { readonly frame: MaskFrame }) {
  const { cut, vetoed } = useCutLists();
  const selected = useView((view) => view.selected);
  return (
    <MaskStripsFigure
      frame={frame}
      cut={cut}
      vetoed={vetoed}
      selected={selected}
      onSelect={(filter) => setView({ place: 'inspect', selected: filter })}
      order="depth"
    />
  );
}

export function RecoverPanel({ recipe }: { readonly recipe: Recipe }) {
  // Hundreds of masks are drawn in slices; the next frame may overtake this one.
  const frame = useDeferredValue(useMaskFrame());
  const lastStep = useRun((run) =>
    run.stages.recover.state === 'running' ? run.stages.recover.total : null,
  );
  const [threshold, setThreshold] = useState(recipe.prune.threshold);
  if (frame === null) return <p className={styles.waits}>{RECOVER_TEXT.empty}</p>;
  return (
    <>
      <MaskReading frame={frame} threshold={threshold} />
      <Suspense fallback={<div className={styles.figureRoom} />}>
        <div className={`${styles.figures} ${styles.even}`}>
          <MaskHistogramFigure frame={frame} threshold={threshold} onThreshold={setThreshold} />
          {recipe.masks === undefined && (
            <Fold title={RECOVER_TEXT.curveTitle}>
              <StageLines
                stage="recover"
                title={RECOVER_TEXT.curveTitle}
                summary={RECOVER_TEXT.curveSummary}
                empty={RECOVER_TEXT.empty}
                watched="trainAccuracy"
                {...(lastStep === null ? {} : { lastStep })}
              />
            </Fold>
          )}
        </div>
        <div className={styles.wide}>
          <Fold title={RECOVER_TEXT.stripsTitle}>
            <Masks frame={frame} />
          </Fold>
        </div>
      </Suspense>
    </>
  );
}
