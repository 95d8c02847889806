/** The door to the attack lab. */
import { FlaskConical } from 'lucide-react';
import { setView } from '../../state/viewStore';
import { START_TEXT } from '../../text/start';

export function PlantDoor() {
  return (
    <button type="button" onClick={() => setView({ place: 'attack', panel: null })}>
      <FlaskConical size={18} aria-hidden="true" /> {START_TEXT.plant}
    </button>
  );
}
