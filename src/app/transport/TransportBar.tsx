/** The transport: play, pause, step, slow, skip, cancel, scrub; time and memory. There whenever a run is. */
import { CircleX, FastForward, GitBranch, Pause, Play, RotateCcw, StepForward, Turtle } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Action } from '../../actions/action';
import { useEnabled } from '../../actions/actionState';
import { branchRun } from '../../actions/branchRun';
import { cancelRun } from '../../actions/cancelRun';
import { playRun } from '../../actions/playRun';
import { resumeRun } from '../../actions/resumeRun';
import { skipStage } from '../../actions/skipStage';
import { slowRun } from '../../actions/slowRun';
import { stepRun } from '../../actions/stepRun';
import { useSteered } from '../../state/steered';
import { can, isAlive } from '../../state/transition';
import { useView } from '../../state/viewStore';
import { TRANSPORT } from '../../text/transport';
import { DetectionReadings, QueueReadings, RunReadings, TrainingReadings } from './Readings';
import { Scrubber } from './Scrubber';
import { DetectionProgress, QueueProgress, TrainingProgress } from './LearningProgress';
import styles from './TransportBar.module.css';

interface CommandProps {
  readonly action: Action;
  readonly label: string;
  readonly icon: ReactNode;
  readonly pressed?: boolean;
}

function Command({ action, label, icon, pressed }: CommandProps) {
  const enabled = useEnabled(action);
  return (
    <button
      type="button"
      disabled={!enabled}
      onClick={action.perform}
      aria-pressed={pressed}
      title={action.label}
    >
      {icon}
      <span className={styles.word}>{label}</span>
    </button>
  );
}

function PlayCommand() {
  const status = useSteered((now) => now.status);
  const recorded = useSteered((now) => now.recorded);
  if (recorded)
    return <Command action={playRun} label={TRANSPORT.runHere} icon={<Play aria-hidden size={18} />} />;
  if (can('pause', status))
    return <Command action={playRun} label={TRANSPORT.pause} icon={<Pause aria-hidden size={18} />} />;
  if (isAlive(status))
    return <Command action={playRun} label={TRANSPORT.play} icon={<Play aria-hidden size={18} />} />;
  return <Command action={playRun} label={TRANSPORT.again} icon={<RotateCcw aria-hidden size={18} />} />;
}

function ResumeCommand() {
  const offered = useEnabled(resumeRun);
  if (!offered) return null;
  return <Command action={resumeRun} label={TRANSPORT.resume} icon={<Play aria-hidden size={18} />} />;
}

/** There while a step is looked back at that a run can go on from. */
function BranchCommand() {
  const offered = useEnabled(branchRun);
  if (!offered) return null;
  return <Command action={branchRun} label={TRANSPORT.branch} icon={<GitBranch aria-hidden size={18} />} />;
}

export function TransportBar() {
  const exists = useSteered(({ status }) => status !== 'idle');
  const what = useSteered((now) => now.what);
  const slow = useView((view) => view.slow);
  if (!exists) return null;
  return (
    <footer className={styles.bar} aria-label={TRANSPORT.bar}>
      <div className={styles.commands}>
        <PlayCommand />
        <ResumeCommand />
        <Command action={stepRun} label={TRANSPORT.step} icon={<StepForward aria-hidden size={18} />} />
        <Command
          action={slowRun}
          label={TRANSPORT.slow}
          icon={<Turtle aria-hidden size={18} />}
          pressed={slow}
        />
        {what === 'run' && (
          <Command action={skipStage} label={TRANSPORT.skip} icon={<FastForward aria-hidden size={18} />} />
        )}
        <Command action={cancelRun} label={TRANSPORT.cancel} icon={<CircleX aria-hidden size={18} />} />
      </div>
      {what === 'run' && <Scrubber />}
      {what === 'training' && <TrainingProgress />}
      {what === 'queue' && <QueueProgress />}
      {what === 'detection' && <DetectionProgress />}
      <BranchCommand />
      {what === 'run' && <RunReadings />}
      {what === 'training' && <TrainingReadings />}
      {what === 'queue' && <QueueReadings />}
      {what === 'detection' && <DetectionReadings />}
    </footer>
  );
}
