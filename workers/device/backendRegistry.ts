/** tfjs's table of backends: taking one out for good, or back to how it was before it was started. */
import { engine } from './tf';

type Factory = ReturnType<ReturnType<typeof engine>['findBackendFactory']>;

/** tfjs's types leave the null out. */
function findFactory(backend: string): Factory | null {
  return engine().findBackendFactory(backend);
}

/** Removes a backend and what it holds; does nothing if there is none of that name. */
export function removeIfPresent(backend: string): void {
  if (findFactory(backend) !== null) engine().removeBackend(backend);
}

/** Stops a backend so that it can be started again: tfjs's own factory stays. */
export function resetBackend(backend: string): void {
  const factory = findFactory(backend);
  removeIfPresent(backend);
  if (factory !== null) engine().registerBackend(backend, factory);
}
