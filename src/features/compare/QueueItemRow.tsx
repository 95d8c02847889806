/** One run of the queue: its state in words and icon, how far it is, and what can be done with it. */
import {
  ArrowDown,
  ArrowUp,
  CircleCheck,
  CircleX,
  Clock,
  LoaderCircle,
  type LucideIcon,
  Pause,
  Play,
  RotateCcw,
  SkipForward,
  StepForward,
  TriangleAlert,
  X,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { Fault } from '../../../workers/protocol';
import { CopyButton } from '../../app/CopyButton';
import { faultReport } from '../../app/faultReport';
import { client } from '../../client/engineClient';
import { moveItem, retryItem, skipItem } from '../../client/queueCommands';
import { type ItemState, type QueueItem, useQueue } from '../../state/queueStore';
import { can } from '../../state/transition';
import { APP_TEXT, PHASE_NAMES } from '../../text/app';
import { QUEUE_TEXT } from '../../text/compare';
import { refusalText } from '../../text/faults';
import { STATUS_NAMES } from '../../text/transport';
import { formatDuration } from '../run/format';
import styles from './Queue.module.css';

const ICONS: Readonly<Record<ItemState, LucideIcon>> = {
  waiting: Clock,
  running: LoaderCircle,
  done: CircleCheck,
  failed: TriangleAlert,
  skipped: SkipForward,
};

interface ItemButtonProps {
  readonly action: string;
  readonly name: string;
  readonly icon: ReactNode;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

/** A small button whose name says which run it is for. */
function ItemButton({ action, name, icon, disabled = false, onClick }: ItemButtonProps) {
  const label = QUEUE_TEXT.named(action, name);
  return (
    <button type="button" data-quiet aria-label={label} title={action} disabled={disabled} onClick={onClick}>
      {icon}
    </button>
  );
}

function RunningButtons({ name }: { readonly name: string }) {
  const status = useQueue((queue) => queue.status);
  const size = 16;
  return (
    <>
      {can('pause', status) ? (
        <ItemButton
          action={QUEUE_TEXT.pause}
          name={name}
          icon={<Pause aria-hidden size={size} />}
          onClick={() => void client.control('pause')}
        />
      ) : (
        <ItemButton
          action={QUEUE_TEXT.resume}
          name={name}
          icon={<Play aria-hidden size={size} />}
          disabled={!can('resume', status)}
          onClick={() => void client.control('resume')}
        />
      )}
      <ItemButton
        action={QUEUE_TEXT.step}
        name={name}
        icon={<StepForward aria-hidden size={size} />}
        disabled={!can('step', status)}
        onClick={() => void client.control('step')}
      />
      <ItemButton
        action={QUEUE_TEXT.cancel}
        name={name}
        icon={<CircleX aria-hidden size={size} />}
        disabled={!can('cancel', status)}
        onClick={() => void client.control('cancel')}
      />
    </>
  );
}

interface WaitingButtonsProps {
  readonly id: string;
  readonly name: string;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

function WaitingButtons({ id, name, isFirst, isLast }: WaitingButtonsProps) {
  return (
    <>
      <ItemButton
        action={QUEUE_TEXT.up}
        name={name}
        icon={<ArrowUp aria-hidden size={16} />}
        disabled={isFirst}
        onClick={() => moveItem(id, -1)}
      />
      <ItemButton
        action={QUEUE_TEXT.down}
        name={name}
        icon={<ArrowDown aria-hidden size={16} />}
        disabled={isLast}
        onClick={() => moveItem(id, 1)}
      />
      <ItemButton
        action={QUEUE_TEXT.skip}
        name={name}
        icon={<X aria-hidden size={16} />}
        onClick={() => void skipItem(id)}
      />
    </>
  );
}

function Progress({ name }: { readonly name: string }) {
  const stage = useQueue((queue) => queue.stage);
  const done = useQueue((queue) => queue.done);
  const total = useQueue((queue) => queue.total);
  const left = useQueue(({ etaMs }) => (etaMs === null ? '' : QUEUE_TEXT.left(formatDuration(etaMs))));
  const words = stage === null ? QUEUE_TEXT.preparing : QUEUE_TEXT.stage(PHASE_NAMES[stage], done, total);
  return (
    <span className={styles.progress}>
      <progress aria-label={name} max={total ?? 1} {...(total === null ? {} : { value: done })} />
      <span>{[words, left].filter(Boolean).join(', ')}</span>
    </span>
  );
}

export interface QueueItemRowProps {
  readonly item: QueueItem;
  readonly name: string;
  /** Whether it is the first, or the last, of those that wait. */
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

function stateWords({ state, elapsedMs }: QueueItem, status: keyof typeof STATUS_NAMES): string {
  if (state === 'running') return STATUS_NAMES[status];
  const words = QUEUE_TEXT.states[state];
  return state === 'done' && elapsedMs !== null ? `${words}, ${formatDuration(elapsedMs)}` : words;
}

/** A run of the queue keeps no snapshot to be resumed from: a lost device has words of its own. */
function faultWords(fault: Fault): string {
  return fault.code === 'device-lost' ? QUEUE_TEXT.lostTwice : refusalText(fault);
}

export function QueueItemRow({ item, name, isFirst, isLast }: QueueItemRowProps) {
  const { fault, id, state } = item;
  const status = useQueue((queue) => queue.status);
  const Icon = ICONS[state];
  return (
    <li className={styles.item} data-state={state}>
      <Icon className={styles.icon} aria-hidden size={18} />
      <span>
        {name}
        <span className={styles.state}>{stateWords(item, status)}</span>
      </span>
      <span className={styles.buttons}>
        {state === 'running' && <RunningButtons name={name} />}
        {state === 'waiting' && <WaitingButtons id={id} name={name} isFirst={isFirst} isLast={isLast} />}
        {(state === 'failed' || state === 'skipped') && (
          <ItemButton
            action={QUEUE_TEXT.retry}
            name={name}
            icon={<RotateCcw aria-hidden size={16} />}
            onClick={() => retryItem(id)}
          />
        )}
      </span>
      {state === 'running' && <Progress name={name} />}
      {item.wasLost && fault === null && <span className={styles.state}>{QUEUE_TEXT.wasLost}</span>}
      {fault !== null && (
        <span className={styles.fault}>
          {faultWords(fault)}
          <CopyButton label={APP_TEXT.copyReport} text={() => faultReport(fault, item.recipe)} />
        </span>
      )}
    </li>
  );
}
