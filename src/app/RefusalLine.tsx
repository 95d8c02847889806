/** Beside a button that starts runs: why it cannot, in words. */
import { TriangleAlert } from 'lucide-react';
import { useRefusal } from '../state/refusal';
import { refusalText } from '../text/faults';
import styles from './RefusalLine.module.css';

/** Nothing where the recipe on the page can be run. `id`: for the button's description. */
export function RefusalLine({ id }: { readonly id: string }) {
  const refusal = useRefusal();
  if (refusal === null) return null;
  return (
    <p id={id} className={styles.line}>
      <TriangleAlert aria-hidden size={16} className={styles.icon} /> {refusalText(refusal)}
    </p>
  );
}
