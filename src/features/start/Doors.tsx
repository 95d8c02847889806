/** Where to go after a run: four doors. */
import { BookOpen, FolderOpen, Share2 } from 'lucide-react';
import { START_TEXT } from '../../text/start';
import { setView } from '../../state/viewStore';
import styles from './Doors.module.css';
import { goToOwnModel } from './goToOwnModel';
import { PlantDoor } from './PlantDoor';

/** Explain step by step, plant your own backdoor, try your own model, share this. */
export function Doors() {
  return (
    <nav aria-label={START_TEXT.doors} className={styles.doors}>
      <button type="button" onClick={() => setView({ panel: 'help' })}>
        <BookOpen size={18} aria-hidden="true" /> {START_TEXT.explain}
      </button>
      <PlantDoor />
      <button type="button" onClick={goToOwnModel}>
        <FolderOpen size={18} aria-hidden="true" /> {START_TEXT.ownModel}
      </button>
      <button type="button" onClick={() => setView({ panel: 'share' })}>
        <Share2 size={18} aria-hidden="true" /> {START_TEXT.share}
      </button>
    </nav>
  );
}
