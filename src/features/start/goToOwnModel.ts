/** Leads to the drop area for the user's own files, from whatever place. */
import { setView } from '../../state/viewStore';

/** Id of the section that takes the user's own files. */
export const OWN_MODEL_ID = 'own-model';
/** The place may have to be loaded and drawn first. */
const MOST_FRAMES = 120;

function focusWhenDrawn(framesLeft: number): void {
  const section = document.getElementById(OWN_MODEL_ID);
  if (section === null) {
    if (framesLeft > 0) requestAnimationFrame(() => focusWhenDrawn(framesLeft - 1));
    return;
  }
  section.scrollIntoView({ block: 'start' });
  section.querySelector('input')?.focus({ preventScroll: true });
}

/** Shows Start at its drop area, with the focus on it. */
export function goToOwnModel(): void {
  setView({ place: 'start', panel: null });
  // A panel that closes gives the focus back first.
  requestAnimationFrame(() => focusWhenDrawn(MOST_FRAMES));
}
