/** The network that the last defense of the queue has left, as a file: the engine holds it until it learns again. */
import { Download } from 'lucide-react';
import { useId, useState } from 'react';
import { type Fault, NETWORK_FORMATS, type NetworkFormat } from '../../../workers/protocol';
import { saveBlob } from '../../charts/saveBlob';
import { repairedNetwork } from '../../client/queueCommands';
import { useQueue } from '../../state/queueStore';
import { useIsBusy } from '../../state/steered';
import { QUEUE_TEXT } from '../../text/compare';
import { refusalText } from '../../text/faults';
import { SAVED_FORMATS } from '../../text/share';
import styles from './Queue.module.css';

export function RepairedSaver() {
  const id = useId();
  const isThere = useQueue(({ repaired }) => repaired !== null);
  const busy = useIsBusy();
  const [format, setFormat] = useState<NetworkFormat>('pytorch');
  const [fault, setFault] = useState<Fault | null>(null);
  if (!isThere || busy) return null;
  const save = async (): Promise<void> => {
    const result = await repairedNetwork(format);
    setFault(result.ok ? null : result.fault);
    if (!result.ok) return;
    const { bytes, name, type } = result.value;
    saveBlob(new Blob([new Uint8Array(bytes)], { type }), name);
  };
  return (
    <p className={styles.saver}>
      <label htmlFor={id}>{QUEUE_TEXT.repaired}</label>
      <select
        id={id}
        value={format}
        onChange={(event) => {
          const chosen = NETWORK_FORMATS.find((each) => each === event.target.value);
          if (chosen !== undefined) setFormat(chosen);
        }}
      >
        {NETWORK_FORMATS.map((each) => (
          <option key={each} value={each}>
            {SAVED_FORMATS[each]}
          </option>
        ))}
      </select>
      <button type="button" onClick={() => void save()}>
        <Download aria-hidden size={16} />
        {QUEUE_TEXT.saveRepaired}
      </button>
      {fault !== null && <span className={styles.fault}>{refusalText(fault)}</span>}
    </p>
  );
}
