/** Passes pictures on to the worker, one at a time. */

/** What the worker made of one file. */
export interface PictureAnswer {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly notes: readonly string[];
  /** 0..255, row by row. */
  readonly pixels: readonly number[];
}

declare global {
  interface Window {
    /** The picture, or the reason of the fault that it ends in. */
    readPicture: (name: string, bytes: readonly number[]) => Promise<PictureAnswer | string>;
  }
}

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });

window.readPicture = (name, bytes) =>
  new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<PictureAnswer | string>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(`the worker died: ${message}`));
    worker.postMessage({ name, bytes });
  });
