/** A pause in which the page can draw and answer. */

/** Settles in a task of its own. A message, as timers that follow each other are slowed down to 4 ms. */
export function pause(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
