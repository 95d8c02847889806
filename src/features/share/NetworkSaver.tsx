/** One of the run's networks as a file: which, in which format, and the button. */
import { Download } from 'lucide-react';
import { useId, useState } from 'react';
import {
  type ExportKind,
  NETWORK_FORMATS,
  NETWORK_STATES,
  type NetworkFormat,
} from '../../../workers/protocol';
import { useRun } from '../../state/runStore';
import { SAVED_FORMATS, SAVED_NETWORKS, SHARE_TEXT } from '../../text/share';
import styles from './SharePanel.module.css';

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly names: Readonly<Record<T, string>>;
  readonly options: readonly T[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

function Choice<T extends string>({ label, names, options, value, onChange }: ChoiceProps<T>) {
  const id = useId();
  return (
    <div className={styles.choice}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        onChange={(event) => {
          const chosen = options.find((each) => each === event.target.value);
          if (chosen !== undefined) onChange(chosen);
        }}
      >
        {options.map((each) => (
          <option key={each} value={each}>
            {names[each]}
          </option>
        ))}
      </select>
    </div>
  );
}

/** The format the network came in, where it can go out in it again. */
function ownFormat(format: string | undefined): NetworkFormat {
  if (format === undefined || format.startsWith('torch')) return 'pytorch';
  return NETWORK_FORMATS.find((each) => format.startsWith(each)) ?? 'pytorch';
}

export function NetworkSaver({ onSave }: { readonly onSave: (what: ExportKind) => void }) {
  // The run's network, whatever was opened after it.
  const came = useRun((run) => run.report?.model.format);
  const [network, setNetwork] = useState<(typeof NETWORK_STATES)[number]>('pruned');
  const [chosen, setChosen] = useState<NetworkFormat | null>(null);
  const format = chosen ?? ownFormat(came);
  return (
    <div className={styles.saver}>
      <Choice
        label={SHARE_TEXT.network}
        names={SAVED_NETWORKS}
        options={NETWORK_STATES}
        value={network}
        onChange={setNetwork}
      />
      <Choice
        label={SHARE_TEXT.networkFormat}
        names={SAVED_FORMATS}
        options={NETWORK_FORMATS}
        value={format}
        onChange={setChosen}
      />
      <button type="button" onClick={() => onSave({ kind: 'network', network, format })}>
        <Download aria-hidden size={16} />
        {SHARE_TEXT.saveNetwork}
      </button>
    </div>
  );
}
