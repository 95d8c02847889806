/** Opens the reasons of an option under its row. */
import { RECIPE_TEXT, whyLabel } from '../../text/recipe';
import styles from './OptionField.module.css';

export interface WhyButtonProps {
  readonly label: string;
  /** Id of the element that opens. */
  readonly controls: string;
  readonly isOpen: boolean;
  readonly onToggle: (isOpen: boolean) => void;
}

/** A small text button; its full name says which option it explains. */
export function WhyButton({ label, controls, isOpen, onToggle }: WhyButtonProps) {
  return (
    <button
      type="button"
      className={styles.whyButton}
      aria-expanded={isOpen}
      aria-controls={controls}
      aria-label={whyLabel(label)}
      onClick={() => onToggle(!isOpen)}
    >
      {RECIPE_TEXT.why}
    </button>
  );
}
