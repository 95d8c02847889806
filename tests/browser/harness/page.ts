/** Passes a test's commands on to the worker, one at a time. */
import type { Answer, CommandName, Commands } from './commands';

declare global {
  interface Window {
    ask: <C extends CommandName>(command: C, takes: Commands[C]['takes']) => Promise<Answer<C>>;
  }
}

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });

window.ask = <C extends CommandName>(command: C, takes: Commands[C]['takes']) =>
  new Promise<Answer<C>>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer<C> | string>) => {
      if (typeof data === 'string') document.title = data;
      else resolve(data);
    };
    worker.onerror = ({ message }) => reject(new Error(`the worker died: ${message}`));
    worker.postMessage({ command, takes });
  });
