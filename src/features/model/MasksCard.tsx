/** Masks of another run: of how many filters, and what they change in the run. */
import { useEngine } from '../../state/engineStore';
import { MASKS_TEXT } from '../../text/model';
import styles from './card.module.css';
import { Notes } from './Notes';

/** Nothing without masks. */
export function MasksCard() {
  const masks = useEngine((engine) => engine.masks);
  if (masks === null) return null;
  const { name, channels, absent } = masks;
  const notes = [...(absent > 0 ? [MASKS_TEXT.absent(absent, channels)] : []), MASKS_TEXT.effect];
  return (
    <section className={styles.card} aria-label={MASKS_TEXT.title}>
      <h3>{MASKS_TEXT.title}</h3>
      <p className={styles.name}>{name}</p>
      <p className={styles.none}>{MASKS_TEXT.covers(channels - absent, channels)}</p>
      <Notes sentences={notes} />
    </section>
  );
}
