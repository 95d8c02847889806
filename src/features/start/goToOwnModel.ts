/** Leads to the drop area for the user's own files, from whatever place. */
import { whenDrawn } from '../../app/whenDrawn';
import { setView } from '../../state/viewStore';

/** Id of the section that takes the user's own files. */
export const OWN_MODEL_ID = 'own-model';

/** Shows Start at its drop area, with the focus on it. */
export function goToOwnModel(): void {
  setView({ place: 'start', panel: null });
  whenDrawn(OWN_MODEL_ID, (section) => {
    section.scrollIntoView({ block: 'start' });
    section.querySelector('input')?.focus({ preventScroll: true });
  });
}
