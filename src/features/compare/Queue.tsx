/** The queue: what waits, what runs, what has ended; hold it, go on, and how long the rest takes. */
import { Hand, ListX, Play } from 'lucide-react';
import { clearEnded, holdQueue } from '../../client/queueCommands';
import { useEngine } from '../../state/engineStore';
import { begunLast, queueEtaMs, type QueueState, useQueue } from '../../state/queueStore';
import { useIsBusy } from '../../state/steered';
import { isAlive } from '../../state/transition';
import { QUEUE_TEXT } from '../../text/compare';
import { formatDuration } from '../run/format';
import { itemName } from './itemName';
import styles from './Queue.module.css';
import { QueueItemRow } from './QueueItemRow';
import { RepairedSaver } from './RepairedSaver';

function isEnded({ state }: QueueState['items'][number]): boolean {
  return state !== 'waiting' && state !== 'running';
}

function HoldButton() {
  const isHeld = useQueue((queue) => queue.isHeld);
  const waits = useQueue(({ items }) => items.some(({ state }) => state === 'waiting'));
  const busy = useIsBusy();
  if (!waits) return null;
  if (isHeld || !busy)
    return (
      <button type="button" onClick={() => holdQueue(false)}>
        <Play aria-hidden size={16} /> {QUEUE_TEXT.goOn}
      </button>
    );
  return (
    <button type="button" onClick={() => holdQueue(true)}>
      <Hand aria-hidden size={16} /> {QUEUE_TEXT.hold}
    </button>
  );
}

function headLine(queue: QueueState, isBusy: boolean): string {
  const { isHeld, items, status } = queue;
  const etaMs = queueEtaMs(queue);
  const ended = items.filter(isEnded).length;
  const waits = items.some(({ state }) => state === 'waiting');
  return [
    QUEUE_TEXT.ended(ended, items.length),
    etaMs === null || ended === items.length ? '' : QUEUE_TEXT.eta(formatDuration(etaMs)),
    isHeld && waits ? QUEUE_TEXT.held : '',
    !isHeld && waits && isBusy && !isAlive(status) ? QUEUE_TEXT.waits : '',
  ]
    .filter(Boolean)
    .join('; ');
}

/** Speaks the turns of the queue, never each step. */
function QueueVoice() {
  const zoo = useEngine((engine) => engine.zoo);
  const words = useQueue((queue) => {
    const turned = begunLast(queue);
    return turned === null
      ? ''
      : QUEUE_TEXT.spoken(QUEUE_TEXT.states[turned.state], itemName(turned.recipe, zoo));
  });
  return (
    <p className="visually-hidden" role="status">
      {words}
    </p>
  );
}

export function Queue() {
  const items = useQueue((queue) => queue.items);
  const busy = useIsBusy();
  const line = useQueue((queue) => headLine(queue, busy));
  const dropped = useQueue((queue) => queue.dropped);
  const zoo = useEngine((engine) => engine.zoo);
  const waiting = items.filter(({ state }) => state === 'waiting');
  return (
    <section className={styles.queue} aria-labelledby="queue-heading">
      <QueueVoice />
      <div className={styles.head}>
        <h3 id="queue-heading">{QUEUE_TEXT.title}</h3>
        {items.length > 0 && <p>{line}</p>}
        <span className={styles.buttons}>
          <HoldButton />
          {items.some(isEnded) && (
            <button type="button" data-quiet onClick={clearEnded}>
              <ListX aria-hidden size={16} /> {QUEUE_TEXT.clear}
            </button>
          )}
        </span>
      </div>
      {dropped > 0 && <p className={styles.soft}>{QUEUE_TEXT.dropped(dropped)}</p>}
      {items.length === 0 ? (
        <p className={styles.soft}>{QUEUE_TEXT.empty}</p>
      ) : (
        <ol className={styles.items}>
          {items.map((item) => (
            <QueueItemRow
              key={item.id}
              item={item}
              name={itemName(item.recipe, zoo)}
              isFirst={waiting[0] === item}
              isLast={waiting.at(-1) === item}
            />
          ))}
        </ol>
      )}
      <RepairedSaver />
    </section>
  );
}
