/** Reads a recipe from JSON text: a recipe itself, or the one a report was made with. */
import { FaultError, parseRecipe, type Recipe, type Result, resultOf } from '../../../workers/protocol';

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new FaultError(
      'recipe-invalid',
      { field: 'recipe', found: text.trim() === '' ? 'nothing' : 'text', expected: 'JSON' },
      { detail: String(thrown) },
    );
  }
}

function unwrapReport(value: unknown): unknown {
  const isReport =
    typeof value === 'object' && value !== null && 'format' in value && value.format === 'rnp-report';
  return isReport && 'recipe' in value ? value.recipe : value;
}

/** A valid recipe, or the fault `recipe-invalid` naming the first wrong field. Nothing on the page is touched. */
export function importRecipe(text: string): Promise<Result<Recipe>> {
  return resultOf(() => parseRecipe(unwrapReport(parseJson(text))));
}

/** The recipe as text to keep: two spaces, one final line break. */
export function exportRecipe(recipe: Recipe): string {
  return `${JSON.stringify(recipe, null, 2)}\n`;
}
