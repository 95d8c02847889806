import type { Preparation } from '../device/kernels/webgpu/prepareKernels';
import type { Graph } from '../graph/graph';
import { prepareNetwork } from '../graph/prepareNetwork';
import { type EngineEvent, FaultError } from '../protocol';

/**
 * Compiles what a network needs on a graphics card, as events: how far it is, and what the card refused. Stopped in the
 * middle, it begins nothing more and waits for what was begun: the card would have to do it under the next run.
 */
export async function* preparing(graph: Graph, images: number): AsyncGenerator<EngineEvent, void> {
  const waiting: EngineEvent[] = [];
  let wake: () => void = () => undefined;
  const tell = (event: EngineEvent): void => {
    waiting.push(event);
    wake();
  };
  const state = { isDone: false, isStopped: false };
  const on: Preparation['on'] = {
    progress: (done, total) => {
      if (state.isStopped) throw new FaultError('cancelled');
      tell({ kind: 'progress', phase: 'compile', done, total, unit: 'program', etaMs: null });
    },
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
    await work;
  } finally {
    state.isStopped = true;
    // Its own fault was thrown above where nobody stopped it.
    await work.catch(() => undefined);
  }
}
