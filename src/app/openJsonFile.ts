/** JSON files from outside: a report is shown as it ended, a recipe or an attack goes onto its form, other defenses to Compare, a detection to Detect. Nothing starts by itself. */
import { FaultError, type Result, resultOf } from '../../workers/protocol';
import { client } from '../client/engineClient';
import { showReport } from '../client/showReport';
import { importRecipe } from '../features/recipe/importRecipe';
import { LARGEST_REPORT_BYTES, restoreReport } from '../link/restoreReport';
import { setRecipe } from '../state/recipeStore';
import { setView } from '../state/viewStore';

/** What the text says it is; anything that is no JSON is left to the reader of recipes, which says so. */
function formatOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'format' in value ? value.format : null;
  } catch {
    return null;
  }
}

function openReport(text: string): void {
  if (!showReport(restoreReport(text))) throw new FaultError('run-busy');
  setView({ place: 'run', panel: null });
}

async function openRecipe(text: string): Promise<void> {
  const result = await importRecipe(text);
  if (!result.ok) throw new FaultError(result.fault.code, result.fault.params, result.fault);
  setRecipe(result.value);
  void client.ensureLoaded(result.value);
}

/** Opens whichever it is, and says which. Faults: `file-too-large`, `run-busy`, and those of the readers, with the file's name. */
export async function openJsonFile(
  file: File,
): Promise<Result<'report' | 'attack' | 'recipe' | 'defense' | 'detection'>> {
  const opened = await resultOf(async () => {
    if (file.size > LARGEST_REPORT_BYTES)
      throw new FaultError('file-too-large', { bytes: file.size, limit: LARGEST_REPORT_BYTES });
    const text = await file.text();
    switch (formatOf(text)) {
      case 'rnp-report':
        openReport(text);
        return 'report';
      case 'rnp-attack':
      case 'rnp-training-report':
        // Loaded when it is needed: it brings the descriptions of all attacks along.
        (await import('./openAttack')).openAttackJson(text);
        return 'attack';
      // For the same reason.
      case 'rnp-defense-report':
        await (await import('./openDefense')).openDefenseReport(text);
        return 'defense';
      case 'rnp-defense':
        (await import('./openDefense')).openDefenseRecipe(text);
        return 'defense';
      case 'rnp-detection-report':
        (await import('./openDetection')).openDetectionReport(text);
        return 'detection';
      case 'rnp-detection':
        (await import('./openDetection')).openDetectionRecipe(text);
        return 'detection';
      default:
        await openRecipe(text);
        return 'recipe';
    }
  });
  return opened.ok ? opened : { ok: false, fault: { ...opened.fault, file: file.name } };
}
