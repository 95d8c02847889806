/**
 * Which tensor of a file stands for which parameter where names do not tell: kind by kind in order. The n-th weights of a
 * convolution in the file are the n-th of the network, and so for dense layers and batch norms. Where both list the same ranks all
 * along, the kinds need no names either. Whether the shapes agree is for the comparison behind it to say.
 */
import type { Graph } from '../graph/graph';
import type { ModelHint } from '../protocol';
import type { Family, Shapes } from './family';
import { isExtra } from './fit';
import { torchShape } from './layout';
import { stateNames } from './stateNames';

/** Keras's words for what PyTorch calls otherwise. */
const PYTORCH_WORDS: ReadonlyMap<string, string> = new Map([
  ['kernel', 'weight'],
  ['depthwise_kernel', 'weight'],
  ['gamma', 'weight'],
  ['beta', 'bias'],
  ['moving_mean', 'running_mean'],
  ['moving_variance', 'running_var'],
]);

function splitName(name: string): readonly [module: string, word: string] {
  const at = Math.max(name.lastIndexOf('.'), name.lastIndexOf('/'));
  const word = name.slice(at + 1);
  return [name.slice(0, Math.max(0, at)), PYTORCH_WORDS.get(word) ?? word];
}

/** What each tensor is of what: "bias of a convolution". */
function kindsOf(shapes: Shapes): readonly string[] {
  const modules = new Map<string, string>();
  let isStem = true;
  for (const [name, shape] of shapes) {
    const [module, word] = splitName(name);
    if (word !== 'weight') continue;
    const [, inputs, rows = 1] = shape;
    // Keras 3 lists depthwise convolutions apart. The stem of grey pictures has one input channel as well.
    const isDepthwise = shape.length === 4 && !isStem && inputs === 1 && rows > 1;
    if (shape.length === 4) isStem = false;
    modules.set(module, isDepthwise ? 'depthwise' : String(shape.length));
  }
  return [...shapes.keys()].map((name) => {
    const [module, word] = splitName(name);
    return `${word} of ${modules.get(module) ?? 'nothing'}`;
  });
}

function haveSameRanks(wanted: Shapes, found: Shapes): boolean {
  const ranks = [...found.values()].map(({ length }) => length);
  return ranks.length === wanted.size && [...wanted.values()].every(({ length }, at) => length === ranks[at]);
}

/** Parameter and tensor, pair by pair. */
type Pairs = readonly [parameter: string, tensor: string][];

function pairsOf(wanted: Shapes, found: Shapes): Pairs {
  const tensors = [...found.keys()];
  if (haveSameRanks(wanted, found)) {
    return [...wanted.keys()].map((parameter, at) => [parameter, tensors[at] ?? '']);
  }
  const waiting = new Map<string, string[]>();
  for (const [at, kind] of kindsOf(found).entries()) {
    waiting.set(kind, [...(waiting.get(kind) ?? []), tensors[at] ?? '']);
  }
  const kinds = kindsOf(wanted);
  return [...wanted.keys()].flatMap((parameter, at): Pairs => {
    const tensor = waiting.get(kinds[at] ?? '')?.shift();
    return tensor === undefined ? [] : [[parameter, tensor]];
  });
}

/** Of the usual members of each family, by its id. */
const known = new Map<string, readonly Shapes[]>();

function usualShapes(family: Family): readonly Shapes[] {
  const shapes = known.get(family.id) ?? family.usual().map(shapesOf);
  known.set(family.id, shapes);
  return shapes;
}

function shapesOf({ parameters }: Graph): Shapes {
  return new Map([...parameters].map(([name, spec]) => [name, torchShape(spec)]));
}

/**
 * The file's names by parameter of the member of a family that has the most of its tensors in common by order; what was mapped
 * by hand stays. Null where less than `least` (0..1) of all tensors find a partner.
 */
export function namesInOrder(
  family: Family,
  file: Shapes,
  mapping: NonNullable<ModelHint['mapping']>,
  least: number,
): ReadonlyMap<string, string> | null {
  const byHand = new Set(mapping.map(([parameter]) => parameter));
  const found = new Map(
    [...stateNames(file.keys(), mapping)].flatMap(([name, inFile]) => {
      const shape = file.get(inFile) ?? [];
      return byHand.has(name) || isExtra(name, shape) ? [] : [[inFile, shape] as const];
    }),
  );
  let [best, most]: [Pairs, number] = [[], 0];
  for (const shapes of usualShapes(family)) {
    const wanted = new Map([...shapes].filter(([name]) => !byHand.has(name)));
    // No more can find a partner than the smaller of the two has.
    const bound = Math.min(wanted.size, found.size) / Math.max(wanted.size, found.size, 1);
    if (bound < least || bound <= most) continue;
    const pairs = pairsOf(wanted, found);
    const share = pairs.length / Math.max(wanted.size, found.size, 1);
    if (share > most) [best, most] = [pairs, share];
  }
  return most > 0 && most >= least ? stateNames(file.keys(), [...mapping, ...best]) : null;
}
