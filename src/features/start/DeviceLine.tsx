/** One line about the machine: what computes, and why that. */
import { Cpu } from 'lucide-react';
import { useEngine } from '../../state/engineStore';
import { DEVICE_REASONS, deviceSentence, machineName } from '../../text/start';
import styles from './DeviceLine.module.css';

/** Absent until the engine has answered. */
export function DeviceLine() {
  const device = useEngine((engine) => engine.device);
  if (device === null) return null;
  return (
    <p className={styles.line}>
      <Cpu size={16} aria-hidden="true" />
      {deviceSentence(machineName(device))} {DEVICE_REASONS[device.reason]}
    </p>
  );
}
