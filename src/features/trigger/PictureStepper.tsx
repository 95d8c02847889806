/** Goes through the pictures of the loaded set, one by one and round. */
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { TRIGGER_TEXT } from '../../text/trigger';
import styles from './TriggerEditor.module.css';

export interface PictureStepperProps {
  /** Index of the shown picture. */
  readonly image: number;
  readonly count: number;
  readonly onImage: (image: number) => void;
}

/** Two buttons round "3 of 200". */
export function PictureStepper({ image, count, onImage }: PictureStepperProps) {
  return (
    <span className={styles.stepper}>
      <button
        type="button"
        aria-label={TRIGGER_TEXT.previous}
        onClick={() => onImage((image + count - 1) % count)}
      >
        <ChevronLeft size={18} aria-hidden="true" />
      </button>
      <span className={styles.count}>{TRIGGER_TEXT.shown(image + 1, count)}</span>
      <button type="button" aria-label={TRIGGER_TEXT.next} onClick={() => onImage((image + 1) % count)}>
        <ChevronRight size={18} aria-hidden="true" />
      </button>
    </span>
  );
}
