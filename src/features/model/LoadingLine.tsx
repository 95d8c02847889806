/** What is being read or prepared: phase, how much of how much, time left, and a way to stop. */
import { X } from 'lucide-react';
import { type Loading, useEngine } from '../../state/engineStore';
import { PHASE_NAMES } from '../../text/app';
import { bytesText } from '../../text/faultWords';
import { loadingLine, MODEL_TEXT } from '../../text/model';
import { formatCount, formatDuration } from '../run/format';
import styles from './LoadingLine.module.css';

/** A time left is only said when it is worth waiting for. */
const WORTH_SAYING_MS = 2000;

function amount(value: number, unit: Loading['unit']): string {
  return unit === 'byte' ? bytesText(value) : formatCount(value);
}

/** The sentence for a loading state. */
function loadingText({ phase, done, total, unit, etaMs }: Loading): string {
  const left = etaMs === null || etaMs < WORTH_SAYING_MS ? null : formatDuration(etaMs);
  return loadingLine(
    PHASE_NAMES[phase],
    amount(done, unit),
    total === null ? null : amount(total, unit),
    left,
  );
}

/** Stands while the user's files are read; what else is loaded has its line at the head of the page. */
export function LoadingLine({ onCancel }: { readonly onCancel: (() => void) | null }) {
  const loading = useEngine((engine) => engine.loading);
  if (onCancel === null) return null;
  const { done, total } = loading ?? { done: 0, total: null };
  return (
    <div className={styles.loading}>
      <p className={styles.text}>{loading === null ? PHASE_NAMES.read : loadingText(loading)}</p>
      <progress
        className={styles.bar}
        aria-label={MODEL_TEXT.loading}
        {...(total === null ? {} : { value: done, max: Math.max(total, 1) })}
      />
      <button type="button" data-quiet="" onClick={onCancel}>
        <X size={16} aria-hidden="true" /> {MODEL_TEXT.cancel}
      </button>
    </div>
  );
}
