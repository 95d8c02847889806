/** A file from an https address: fetched with progress, stopped on request, then opened as if it had been dropped. */
import { useId, useState } from 'react';
import { FaultNotice } from '../../app/FaultNotice';
import { useFetching } from '../../app/useFetching';
import { fetchFile } from '../../client/fetchFile';
import { MODEL_TEXT } from '../../text/model';
import styles from './AddressField.module.css';

export interface AddressFieldProps {
  readonly disabled: boolean;
  readonly onFetched: (file: File, address: string) => void;
}

export function AddressField({ disabled, onFetched }: AddressFieldProps) {
  const id = useId();
  const [address, setAddress] = useState('');
  const fetching = useFetching();
  const fetchIt = async (): Promise<void> => {
    const wanted = address.trim();
    if (wanted === '') return;
    await fetching.start(async (options) => {
      const result = await fetchFile(wanted, options);
      if (!result.ok) return result.fault;
      setAddress('');
      onFetched(result.value, wanted);
      return null;
    });
  };
  return (
    <details className={styles.fold}>
      <summary>{MODEL_TEXT.address}</summary>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void fetchIt();
        }}
      >
        <label htmlFor={id}>{MODEL_TEXT.addressLabel}</label>
        <input
          id={id}
          type="url"
          inputMode="url"
          placeholder="https://"
          value={address}
          disabled={disabled || fetching.isRunning}
          onChange={(event) => setAddress(event.target.value)}
        />
        {!fetching.isRunning ? (
          <button type="submit" disabled={disabled || address.trim() === ''}>
            {MODEL_TEXT.fetch}
          </button>
        ) : (
          <button type="button" onClick={fetching.stop}>
            {MODEL_TEXT.stopFetching}
          </button>
        )}
      </form>
      <p role="status" className={styles.status}>
        {fetching.words}
      </p>
      {fetching.fault !== null && <FaultNotice fault={fetching.fault} onDismiss={fetching.dismissFault} />}
    </details>
  );
}
