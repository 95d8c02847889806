import { useEffect, useRef, useState } from 'react';

/**
 * The newest `value`, passed on at most once per animation frame: however often a figure's data changes, it is drawn
 * once a frame. The first value is there at once.
 */
export function useFramed<T>(value: T): T {
  const [shown, setShown] = useState(value);
  const newest = useRef(value);
  const waiting = useRef(0);
  useEffect(() => {
    newest.current = value;
    // A frame that is already asked for is never put off: data arriving inside frames must not starve the drawing.
    if (waiting.current === 0) {
      waiting.current = requestAnimationFrame(() => {
        waiting.current = 0;
        setShown(() => newest.current);
      });
    }
  }, [value]);
  useEffect(
    () => () => {
      cancelAnimationFrame(waiting.current);
      waiting.current = 0;
    },
    [],
  );
  return shown;
}
