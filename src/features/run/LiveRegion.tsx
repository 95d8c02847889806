/** Speaks the run to screen readers: stage changes and each 10 %, never each point. */
import { useEffect, useState } from 'react';
import { runStore } from '../../state/runStore';
import { announcement } from './announce';

export function LiveRegion() {
  const [spoken, setSpoken] = useState('');
  useEffect(
    () =>
      runStore.subscribe((after, before) => {
        const words = announcement(before, after);
        if (words !== null) setSpoken(words);
      }),
    [],
  );
  return (
    <p role="status" className="visually-hidden">
      {spoken}
    </p>
  );
}
