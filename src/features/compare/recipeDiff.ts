/** What differs between recipes, path by path. */

export interface Difference {
  /** Like `unlearn.learningRate`. */
  readonly path: string;
  /** One for each recipe, as JSON; null where it has no such field. */
  readonly values: readonly (string | null)[];
}

/** Every leaf of a value by its path; lists are leaves. */
function leavesOf(value: unknown, path: string, into: Map<string, string>): Map<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return into.set(path, JSON.stringify(value));
  for (const [key, each] of Object.entries(value)) leavesOf(each, path === '' ? key : `${path}.${key}`, into);
  return into;
}

/** The fields in which some recipes differ, in the order in which they first appear. */
export function recipeDiff(recipes: readonly object[]): readonly Difference[] {
  const leaves = recipes.map((recipe) => leavesOf(recipe, '', new Map()));
  const paths = new Set(leaves.flatMap((each) => [...each.keys()]));
  return [...paths].flatMap((path) => {
    const values = leaves.map((each) => each.get(path) ?? null);
    return new Set(values).size > 1 ? [{ path, values }] : [];
  });
}
