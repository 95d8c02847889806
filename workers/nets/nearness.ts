/** How a file differs from an architecture that it comes near, summarised for people. */
import type { Difference } from '../protocol';
import type { FaultParams } from '../protocol/faults';
import type { Match } from './recognise';

/** More lines nobody reads. */
const MOST_DIFFERENCES = 6;

/** A shape as PyTorch's messages print it: 64x3x3x3. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? 'scalar' : shape.join('x');
}

/** Where a tensor stands in its block: `layer2.0.shortcut.1.weight` -> `shortcut.1`. */
function partOf(name: string): string {
  const module = name.slice(0, Math.max(0, name.lastIndexOf('.'))) || name;
  return module.replace(/^.*\.\d+\.(?=[A-Za-z])/, '');
}

/** Equal parts of different blocks are one difference; where there are too many parts, they go by the first word. */
function byPart(names: readonly string[]): [part: string, count: number][] {
  const group = (keyOf: (name: string) => string): Map<string, string[]> => {
    const groups = new Map<string, string[]>();
    for (const name of names) groups.set(keyOf(name), [...(groups.get(keyOf(name)) ?? []), name]);
    return groups;
  };
  const parts = group(partOf);
  const groups = parts.size <= MOST_DIFFERENCES ? parts : group((name) => name.split('.')[0] ?? name);
  return [...groups].map(([part, [first = part, ...rest]]) => [
    // A single tensor goes by its own name.
    rest.length === 0 ? first : part,
    rest.length + 1,
  ]);
}

/** What is missing, what has another shape and what is not used; empty where the file fits. */
export function differencesOf({ fit }: Match): Difference[] {
  const named = (kind: 'missing' | 'unused', names: readonly string[]): Difference[] =>
    byPart(names).map(([part, count]) => ({ kind, part, count }));
  const shapes = fit.misshapen.map(({ name, found, expected }) => ({
    kind: 'shape' as const,
    name,
    found: shapeText(found),
    expected: shapeText(expected),
  }));
  return [named('missing', fit.missing), shapes, named('unused', fit.unused)].flatMap((each) =>
    each.slice(0, MOST_DIFFERENCES),
  );
}

/** Params of a fault about a file that comes near an architecture: `near`, `classes`, and `lacks`, the missing parts. */
export function nearParams(match: Match): FaultParams {
  const lacks = byPart(match.fit.missing).map(([part]) => part);
  return {
    near: match.graph.architecture,
    classes: match.graph.classes,
    ...(lacks.length === 0 ? {} : { lacks: lacks.slice(0, MOST_DIFFERENCES).join(', ') }),
  };
}
