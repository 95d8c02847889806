/** Beside a button that starts runs: why it cannot, in words. */
import { TriangleAlert } from 'lucide-react';
import type { Recipe } from '../../workers/protocol';
import { useRefusal } from '../state/refusal';
import { refusalText } from '../text/faults';
import styles from './RefusalLine.module.css';

interface RefusalLineProps {
  /** For the button's description. */
  readonly id: string;
  /** What the button starts, where that is not the recipe on the page. */
  readonly recipe?: Recipe;
}

/** Nothing where the recipe can be run. */
export function RefusalLine({ id, recipe }: RefusalLineProps) {
  const refusal = useRefusal(recipe);
  if (refusal === null) return null;
  return (
    <p id={id} className={styles.line}>
      <TriangleAlert aria-hidden size={16} className={styles.icon} /> {refusalText(refusal)}
    </p>
  );
}
