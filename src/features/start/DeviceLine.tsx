/** One line about the machine: what computes, and why that. */
import { Cpu } from 'lucide-react';
import type { DeviceReport } from '../../../workers/protocol';
import { useEngine } from '../../state/engineStore';
import { deviceSentences, START_TEXT } from '../../text/start';
import { openGpuHelp } from '../help/openGpuHelp';
import styles from './DeviceLine.module.css';

/** Reasons against a graphics card that its owner may be able to remove. */
const COULD_BE_FASTER: ReadonlySet<DeviceReport['reason']> = new Set([
  'no-webgpu',
  'no-adapter',
  'software-adapter',
  'gpu-failed',
]);

/** Absent until the engine has answered. */
export function DeviceLine() {
  const device = useEngine((engine) => engine.device);
  if (device === null) return null;
  return (
    <p className={styles.line}>
      <Cpu size={16} aria-hidden="true" />
      <span>
        {deviceSentences(device)}{' '}
        {COULD_BE_FASTER.has(device.reason) && (
          <button type="button" className={styles.how} onClick={openGpuHelp}>
            {START_TEXT.enableGpu}
          </button>
        )}
      </span>
    </p>
  );
}
