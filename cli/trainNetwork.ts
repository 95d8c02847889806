/** Trains a network by its recipe, in this process; one that was cut off goes on where it was. */
import type { EngineEvent, TrainedNetwork } from '../workers/protocol';
import { createNodeSession } from './nodeSession';
import type { ZooRecipe } from './zooRecipes';
import { fileSnapshots } from './zooSnapshots';

function report(id: string, event: EngineEvent): void {
  if (event.kind !== 'progress' || event.unit !== 'step' || event.done % 10 !== 0) return;
  const left = event.etaMs === null ? '' : ` ${(event.etaMs / 1000).toFixed(0)} s left`;
  process.stderr.write(`${id} ${event.phase} ${String(event.done)}/${String(event.total)}${left}\n`);
}

/** Throws what a training throws. */
export async function trainNetwork({ id, recipe }: ZooRecipe): Promise<TrainedNetwork> {
  const session = createNodeSession((_, event) => report(id, event), { snapshots: fileSnapshots });
  try {
    await session.start('wasm');
    return await session.train({ job: id, recipe, resume: true });
  } finally {
    session.dispose();
  }
}
