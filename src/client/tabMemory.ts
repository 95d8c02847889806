/** What one tab writes down so that a reload finds it again. Storage may be switched off or full: remembering is a convenience. */
export interface TabMemory<T> {
  readonly remember: (value: T) => void;
  readonly forget: () => void;
  /** As it was written down, unchecked; null where there is nothing. */
  readonly remembered: () => string | null;
}

function orNothing<R>(work: () => R): R | null {
  try {
    return work();
  } catch {
    return null;
  }
}

/** A place in the tab's storage. */
export function tabMemory<T>(key: string): TabMemory<T> {
  return {
    remember: (value) => {
      orNothing(() => sessionStorage.setItem(key, JSON.stringify(value)));
    },
    forget: () => {
      orNothing(() => sessionStorage.removeItem(key));
    },
    remembered: () => orNothing(() => sessionStorage.getItem(key)),
  };
}
