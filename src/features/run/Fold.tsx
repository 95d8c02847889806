/** A figure that stands open where there is room, and behind its name on a phone. */
import { type ReactNode, useSyncExternalStore } from 'react';
import styles from './Fold.module.css';

const NARROW = '(max-width: 640px)';

function subscribe(notify: () => void): () => void {
  const query = matchMedia(NARROW);
  query.addEventListener('change', notify);
  return () => query.removeEventListener('change', notify);
}

/** True on a page as narrow as a phone. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => matchMedia(NARROW).matches,
    () => false,
  );
}

export function Fold({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const isNarrow = useNarrow();
  if (!isNarrow) return <>{children}</>;
  return (
    <details className={styles.fold}>
      <summary>{title}</summary>
      {children}
    </details>
  );
}
