/** Stage 3: what each cut costs and buys, with a handle on it, and the list of what is cut. */
import { Suspense, useDeferredValue } from 'react';
import type { Report } from '../../../workers/protocol';
import { useRun } from '../../state/runStore';
import { chosenBy, PRUNE_TEXT, RULE_NAMES, RUN_TEXT, walkReading } from '../../text/run';
import { CutList } from './CutList';
import { CutReading } from './CutReading';
import { includesFilter } from './cutOrder';
import { DeskSteps } from './DeskSteps';
import { formatCount } from './format';
import { LiveCutList } from './LiveCutList';
import styles from './panels.module.css';
import { Reading } from './Reading';
import { Sweep } from './Sweep';
import { useCut } from './useCut';

/** How many of the filters that come next are listed under the cut ones. */
const NEXT_SHOWN = 8;

function FinishedCut({ report }: { readonly report: Report }) {
  const cut = useCut(report);
  const recorded = useRun((run) => run.recorded);
  const next = cut.order.filter((each) => !includesFilter(cut.filters, each)).slice(0, NEXT_SHOWN);
  return (
    <>
      <CutReading report={report} cut={cut} />
      <div className={styles.figures}>
        <Suspense fallback={<div className={styles.figureRoom} />}>
          <Sweep report={report} cut={cut} />
        </Suspense>
        <div>
          <DeskSteps cut={cut} />
          <p className={styles.controls}>
            {recorded ? RUN_TEXT.recordedNoCut : chosenBy(RULE_NAMES[report.prune.chosen.rule])}
          </p>
          <CutList filters={cut.filters} next={next} onToggle={cut.canTry ? cut.toggle : null} />
        </div>
      </div>
    </>
  );
}

function RunningCut() {
  const walked = useRun((run) => run.cuts);
  const spared = walked.filter((each) => each.verdict === 'vetoed').length;
  return (
    <>
      <Reading>
        {walked.length > 0 && walkReading(formatCount(walked.length - spared), formatCount(spared))}
      </Reading>
      <div className={styles.figures}>
        <Suspense fallback={<div className={styles.figureRoom} />}>
          <Sweep report={null} cut={null} />
        </Suspense>
        {walked.length > 0 ? (
          <LiveCutList walked={walked} />
        ) : (
          <p className={styles.waits}>{PRUNE_TEXT.listWaiting}</p>
        )}
      </div>
    </>
  );
}

export function PrunePanel() {
  const report = useDeferredValue(useRun((run) => run.report));
  return report === null ? <RunningCut /> : <FinishedCut report={report} />;
}
