import { useCallback, useState } from 'react';

/**
 * The width in CSS pixels of the element that gets the returned ref callback, kept up to date; 0 before the first
 * measurement, in which case a figure draws nothing yet.
 */
export function useWidth(): readonly [(element: HTMLElement | null) => (() => void) | undefined, number] {
  const [width, setWidth] = useState(0);
  const ref = useCallback((element: HTMLElement | null) => {
    if (!element) return undefined;
    const measure = (): void => setWidth(Math.floor(element.clientWidth));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}
