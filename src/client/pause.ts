/** Pauses in which the page can draw and answer while a long list is worked through. */

/** Work between two pauses. */
const WORK_MS = 8;

/** Settles in a task of its own. A message, as timers that follow each other are slowed down to 4 ms. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** A question to ask after each piece of work: true, after a pause, where enough was done since the last one. */
export function createPauses(): () => Promise<boolean> {
  let lastMs = performance.now();
  return async () => {
    if (performance.now() - lastMs < WORK_MS) return false;
    await pause();
    lastMs = performance.now();
    return true;
  };
}
