/** Calls `act` with the newest value once `waitMs` have passed without another; `cancel` forgets what waits. */
export function debounce<T>(
  act: (value: T) => void,
  waitMs: number,
): { call: (value: T) => void; cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cancel = (): void => clearTimeout(timer);
  return {
    call: (value) => {
      cancel();
      timer = setTimeout(() => act(value), waitMs);
    },
    cancel,
  };
}
