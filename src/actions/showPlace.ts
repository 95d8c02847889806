/** Goes to one of the places. */
import { type Place, PLACES, setView } from '../state/viewStore';
import { PLACE_NAMES } from '../text/app';
import { ACTION_LABELS } from '../text/transport';
import type { Action } from './action';

function showPlace(place: Place, position: number): Action {
  return {
    id: `show-${place}`,
    label: ACTION_LABELS.show(PLACE_NAMES[place]),
    shortcut: String(position + 1),
    enabled: () => true,
    perform: () => setView({ place, panel: null }),
  };
}

export const SHOW_PLACES: readonly Action[] = PLACES.map(showPlace);
