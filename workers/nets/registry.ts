/** Every architecture the playground recognises. A new one is one file and one line here. */
import type { Graph } from '../graph/graph';
import { recogniseResnetCifar } from './resnetCifar';
import { recogniseWideResnet } from './wideResnet';

type Recogniser = (shapes: ReadonlyMap<string, readonly number[]>) => Graph | null;

const RECOGNISERS: readonly Recogniser[] = [recogniseResnetCifar, recogniseWideResnet];

/** The graph behind the names and shapes of a PyTorch state dict, or null where no architecture fits. */
export function recogniseArchitecture(shapes: ReadonlyMap<string, readonly number[]>): Graph | null {
  for (const recognise of RECOGNISERS) {
    const graph = recognise(shapes);
    if (graph !== null) return graph;
  }
  return null;
}
