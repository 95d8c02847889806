/** A dropped JSON file: a report is shown as a finished run, a recipe takes the place of the one on the page. */
import { FaultError, type Recipe, type Result, resultOf } from '../../../workers/protocol';
import { showReport } from '../../client/showReport';
import { LARGEST_REPORT_BYTES, restoreReport } from '../../link/restoreReport';
import { importRecipe } from '../recipe/importRecipe';

export type JsonFile = { readonly kind: 'report' } | { readonly kind: 'recipe'; readonly recipe: Recipe };

/** Whether the text is a report; anything that is no JSON is left to the reader of recipes, which says so. */
function isReport(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'format' in value && value.format === 'rnp-report';
  } catch {
    return false;
  }
}

/** Tells the two apart and reads them. Faults: `file-too-large`, `run-busy`, and those of the two readers. */
export function readJsonFile(file: File): Promise<Result<JsonFile>> {
  return resultOf(async () => {
    if (file.size > LARGEST_REPORT_BYTES) {
      throw new FaultError('file-too-large', { bytes: file.size, limit: LARGEST_REPORT_BYTES });
    }
    const text = await file.text();
    if (isReport(text)) {
      if (!showReport(restoreReport(text))) throw new FaultError('run-busy');
      return { kind: 'report' };
    }
    const result = await importRecipe(text);
    if (!result.ok) throw new FaultError(result.fault.code, result.fault.params, result.fault);
    return { kind: 'recipe', recipe: result.value };
  });
}
