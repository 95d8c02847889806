/** The parts of the detection that is planned or under way, in their order. */
import { Check, Circle, CircleDot } from 'lucide-react';
import { useDetection } from '../../state/detectStore';
import { useEngine } from '../../state/engineStore';
import { isAlive } from '../../state/transition';
import { PHASE_NAMES } from '../../text/app';
import { DETECT_STEPS } from '../../text/detect';
import { TRANSPORT } from '../../text/transport';
import styles from './Detect.module.css';
import { detectSteps, type StepState } from './detectSteps';
import { usePlannedDetection } from './usePlannedDetection';

const ICONS = { waiting: Circle, running: CircleDot, done: Check } as const;

/** What the part under way does, and how far it is. */
function Progress() {
  const stage = useDetection((detection) => detection.stage);
  const done = useDetection((detection) => detection.done);
  const total = useDetection((detection) => detection.total);
  if (stage === null) return null;
  return <span className={styles.soft}>{TRANSPORT.trains(PHASE_NAMES[stage], done, total)}</span>;
}

function Step({ name, state }: StepState) {
  const Icon = ICONS[state];
  return (
    <li data-state={state} aria-current={state === 'running' ? 'step' : undefined}>
      <Icon size={16} aria-hidden="true" />
      <span>
        {name}
        <span className="visually-hidden">, {DETECT_STEPS.states[state]}</span>
      </span>
      {state === 'running' && <Progress />}
    </li>
  );
}

export function DetectSteps() {
  const planned = usePlannedDetection();
  const started = useDetection((detection) => detection.recipe);
  const status = useDetection((detection) => detection.status);
  const stage = useDetection((detection) => detection.stage);
  const hasTest = useEngine((engine) => (engine.data?.test ?? null) !== null);
  if (status !== 'idle' && !isAlive(status)) return null;
  return (
    <ol className={styles.steps} aria-label={DETECT_STEPS.label}>
      {detectSteps(started ?? planned, stage, hasTest).map((step) => (
        <Step key={step.step} {...step} />
      ))}
    </ol>
  );
}
