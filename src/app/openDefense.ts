/** Defenses that come from outside as files: a report goes among Compare's runs, a recipe into its queue, which is held. */
import { parseDefenseRecipe } from '../../workers/protocol/defenseRecipe';
import { enqueue, holdQueue, recallQueue } from '../client/queueCommands';
import { keepRun } from '../client/runLibrary';
import { restoreAnyReport } from '../link/restoreAnyReport';
import { setView } from '../state/viewStore';

/** Keeps a report. Throws as {@link restoreAnyReport}. */
export async function openDefenseReport(json: string): Promise<void> {
  await keepRun(restoreAnyReport(json));
  setView({ place: 'compare', panel: null });
}

/** Queues a recipe. Throws `recipe-invalid`. */
export function openDefenseRecipe(json: string): void {
  const recipe = parseDefenseRecipe(JSON.parse(json));
  recallQueue();
  holdQueue(true);
  enqueue([recipe]);
  setView({ place: 'compare', panel: null });
}
