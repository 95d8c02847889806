/** Which architectures a state dict could belong to, by its names and shapes alone. */
import type { Graph } from '../graph/graph';
import { sizeOf, valueShapes } from '../graph/shapes';
import { FaultError } from '../protocol/faults';
import type { ModelHint } from '../protocol';
import type { Family, InputSize, Proposal, Shapes } from './family';
import { type Fit, fitOf, isComplete, likeness } from './fit';
import { namesInOrder } from './order';
import { FAMILIES } from './registry';
import { stateNames } from './stateNames';

/** One family's nearest member beside the file. */
export interface Match {
  readonly family: Family;
  readonly proposal: Proposal;
  readonly graph: Graph;
  readonly fit: Fit;
  /** The file's names by the names of the state dict they stand for. */
  readonly names: ReadonlyMap<string, string>;
  /** Names did not tell: the tensors were taken in their order. */
  readonly byOrder: boolean;
}

/** Below it a file has too little in common with an architecture to name it. */
const LEAST_LIKENESS = 0.3;
/** From here on a file is told what it lacks to be the architecture, not that it is unknown. */
const LIKELY = 0.6;
/** No network that is known here has nearly as many tensors; comparing them takes time. */
const MOST_TENSORS = 5000;

/** Whether a file is most probably meant to be this architecture. Order alone has to leave nothing open. */
export function isLikely({ fit, byOrder }: Match): boolean {
  return likeness(fit) >= (byOrder ? 1 : LIKELY);
}

/**
 * All architectures that a file (names and shapes as it has them) comes near, best first: those that it fits, of them the one
 * that leaves the fewest tensors unused, then by what they have in common. Where names point to none, the order of the tensors is
 * asked as well. A hint's family stands alone, whatever it has in common with the file.
 * @throws FaultError `argument-invalid` for a hint that names no family, or pictures that are too small for a network
 */
export function recognise(file: Shapes, hint: ModelHint = {}): Match[] {
  if (file.size > MOST_TENSORS) return [];
  const { architecture, inputSize, mapping = [] } = hint;
  const families = familiesOf(architecture);
  const least = architecture === undefined ? LEAST_LIKENESS : 0;
  const byName = families.flatMap((family) =>
    matchOf({ family, names: stateNames(file.keys(), mapping), byOrder: false }, file, inputSize),
  );
  const byOrder = byName.some(isLikely) ? [] : matchesByOrder(families, file, hint, least);
  // Half a network by name says more than half of another by order.
  const isNamed = byName.some(({ fit }) => likeness(fit) >= LEAST_LIKENESS);
  const near = [...byName, ...byOrder.filter((match) => !isNamed || isLikely(match))]
    .filter(({ fit }) => likeness(fit) >= least)
    .sort((a, b) => rank(b) - rank(a))
    .filter(({ family }, at, all) => all.findIndex((each) => each.family === family) === at);
  const [best] = near;
  if (best !== undefined && inputSize !== undefined) assertLargeEnough(best.graph, inputSize);
  return near;
}

function matchesByOrder(
  families: readonly Family[],
  file: Shapes,
  { mapping = [], inputSize }: ModelHint,
  least: number,
): Match[] {
  return families.flatMap((family) => {
    const names = namesInOrder(family, file, mapping, least);
    return names === null ? [] : matchOf({ family, names, byOrder: true }, file, inputSize);
  });
}

/** The member that a family proposes for the file under these names; none where it sees nothing of its own in them. */
function matchOf(
  named: Pick<Match, 'family' | 'names' | 'byOrder'>,
  file: Shapes,
  inputSize: InputSize | undefined,
): Match[] {
  const shapes = new Map([...named.names].map(([name, inFile]) => [name, file.get(inFile) ?? []]));
  const proposal = named.family.propose(shapes);
  if (proposal === null) return [];
  const graph = proposal.build(inputSize ?? proposal.inputSize);
  return [{ ...named, proposal, graph, fit: fitOf(graph, shapes) }];
}

/** A fit counts more than anything in common. */
function rank({ fit }: Match): number {
  return likeness(fit) + (isComplete(fit) ? 1 : 0);
}

function familiesOf(id: string | undefined): readonly Family[] {
  if (id === undefined) return FAMILIES;
  const family = FAMILIES.find((each) => each.id === id);
  if (family !== undefined) return [family];
  const known = FAMILIES.map((each) => each.id).join(', ');
  throw new FaultError('argument-invalid', {
    argument: 'architecture',
    reason: `${id} is not one of ${known}`,
  });
}

/** Pooling small pictures leaves nothing. */
function assertLargeEnough(graph: Graph, [height, width]: InputSize): void {
  for (const shape of valueShapes(graph).values()) {
    if (sizeOf(shape) > 0) continue;
    throw new FaultError('argument-invalid', {
      argument: 'inputSize',
      reason: `${graph.architecture} leaves nothing of ${String(height)} x ${String(width)} pixels`,
    });
  }
}
