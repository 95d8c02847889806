/** Data that a part of the page goes without until it is there. */
import { useEffect, useState } from 'react';

/** What `load`, always the same function, gives; null until it is there, and where it cannot be had. */
export function useLoaded<T>(load: () => Promise<T>): T | null {
  const [loaded, setLoaded] = useState<T | null>(null);
  useEffect(() => {
    let isCurrent = true;
    load()
      .then((value) => {
        if (isCurrent) setLoaded(value);
      })
      // The page is whole without it.
      .catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [load]);
  return loaded;
}
