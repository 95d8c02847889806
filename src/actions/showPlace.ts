/** Goes to one of the places. */
import { type Place, PLACES, setView } from '../state/viewStore';
import { PLACE_NAMES } from '../text/app';
import { ACTION_LABELS } from '../text/transport';
import type { Action } from './action';

/** The places that came first keep their digits. */
const KEYS: Readonly<Record<Place, string>> = {
  start: '1',
  run: '2',
  inspect: '3',
  attack: 'a',
  detect: 'd',
  compare: 'c',
};

function showPlace(place: Place): Action {
  return {
    id: `show-${place}`,
    label: ACTION_LABELS.show(PLACE_NAMES[place]),
    shortcut: KEYS[place],
    enabled: () => true,
    perform: () => setView({ place, panel: null }),
  };
}

export const SHOW_PLACES: readonly Action[] = PLACES.map(showPlace);
