/** A file from an https address: fetched with progress, stopped on request, then opened as if it had been dropped. */
import { useId, useRef, useState } from 'react';
import type { Fault } from '../../../workers/protocol';
import { FaultNotice } from '../../app/FaultNotice';
import { fetchFile } from '../../client/fetchFile';
import { bytesText } from '../../text/faultWords';
import { MODEL_TEXT } from '../../text/model';
import styles from './AddressField.module.css';

export interface AddressFieldProps {
  readonly disabled: boolean;
  readonly onFetched: (file: File, address: string) => void;
}

interface Progress {
  readonly receivedBytes: number;
  readonly totalBytes: number | null;
}

function progressText({ receivedBytes, totalBytes }: Progress): string {
  return MODEL_TEXT.fetched(bytesText(receivedBytes), totalBytes === null ? null : bytesText(totalBytes));
}

export function AddressField({ disabled, onFetched }: AddressFieldProps) {
  const id = useId();
  const [address, setAddress] = useState('');
  const [progress, setProgress] = useState<Progress | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const stop = useRef<AbortController | null>(null);
  const fetchIt = async (): Promise<void> => {
    const wanted = address.trim();
    if (wanted === '') return;
    const controller = new AbortController();
    stop.current = controller;
    setFault(null);
    setProgress({ receivedBytes: 0, totalBytes: null });
    const result = await fetchFile(wanted, { signal: controller.signal, onProgress: setProgress });
    setProgress(null);
    if (result.ok) {
      setAddress('');
      onFetched(result.value, wanted);
    } else if (result.fault.code !== 'cancelled') setFault(result.fault);
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
          disabled={disabled || progress !== null}
          onChange={(event) => setAddress(event.target.value)}
        />
        {progress === null ? (
          <button type="submit" disabled={disabled || address.trim() === ''}>
            {MODEL_TEXT.fetch}
          </button>
        ) : (
          <button type="button" onClick={() => stop.current?.abort()}>
            {MODEL_TEXT.stopFetching}
          </button>
        )}
      </form>
      <p role="status" className={styles.status}>
        {progress === null ? '' : progressText(progress)}
      </p>
      {fault !== null && <FaultNotice fault={fault} onDismiss={() => setFault(null)} />}
    </details>
  );
}
