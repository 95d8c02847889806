import type { Preparation } from '../device/kernels/webgpu/prepareKernels';
import type { Graph } from '../graph/graph';
import { prepareNetwork } from '../graph/prepareNetwork';
import type { EngineEvent } from '../protocol';

/**
 * Compiles what a network needs on a graphics card, as events: how far it is, and what the card refused. Stopped in the
 * middle, it still waits for what was begun: the card would have to do it under the next run.
 */
export async function* preparing(graph: Graph, images: number): AsyncGenerator<EngineEvent, void> {
  const waiting: EngineEvent[] = [];
  let wake: () => void = () => undefined;
  const tell = (event: EngineEvent): void => {
    waiting.push(event);
    wake();
  };
  const state = { isDone: false };
  const on: Preparation['on'] = {
    progress: (done, total) =>
      tell({ kind: 'progress', phase: 'compile', done, total, unit: 'program', etaMs: null }),
    refused: (kernel, message) =>
      tell({ kind: 'notice', code: 'shader-refused', params: { kernel, message } }),
  };
  const work = prepareNetwork(graph, { images, measure: true, on }).finally(() => {
    state.isDone = true;
    wake();
  });
  try {
    while (!state.isDone || waiting.length > 0) {
      const event = waiting.shift();
      if (event !== undefined) yield event;
      else if (!state.isDone) await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    await work;
  }
}
