/** Which of a file's tensors stands for which name of a PyTorch state dict. */
import type { ModelHint } from '../protocol';

const MODULE_PREFIX = 'module.';

/** DataParallel puts `module.` before every name; mixed files exist, so each name is judged by itself. */
function bare(name: string): string {
  return name.startsWith(MODULE_PREFIX) ? name.slice(MODULE_PREFIX.length) : name;
}

/**
 * The file's names by state dict name: without `module.`, and with what was mapped by hand in the place of what has that name
 * itself. A name that would stand for two tensors keeps the one that has it in full. In the file's order.
 */
export function stateNames(
  fileNames: Iterable<string>,
  mapping: ModelHint['mapping'] = [],
): ReadonlyMap<string, string> {
  const inFile = new Set(fileNames);
  const given = new Map<string, string>();
  for (const [parameter, name] of mapping) {
    const found = [name, MODULE_PREFIX + name].find((each) => inFile.has(each));
    if (found !== undefined) given.set(found, parameter);
  }
  const byHand = new Set(given.values());
  const names = new Map<string, string>();
  for (const name of inFile) {
    const short = bare(name);
    const state = given.get(name) ?? (short !== name && inFile.has(short) ? name : short);
    if (given.has(name) || !byHand.has(state)) names.set(state, name);
  }
  return names;
}
