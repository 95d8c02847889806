/** Which architectures a state dict could belong to, by its names and shapes alone. */
import type { Graph } from '../graph/graph';
import { sizeOf, valueShapes } from '../graph/shapes';
import { FaultError } from '../protocol/faults';
import type { ModelHint } from '../protocol';
import type { Family, InputSize, Proposal, Shapes } from './family';
import { type Fit, fitOf, isComplete, likeness } from './fit';
import { FAMILIES } from './registry';

/** One family's nearest member beside the file. */
export interface Match {
  readonly family: Family;
  readonly proposal: Proposal;
  readonly graph: Graph;
  readonly fit: Fit;
}

/** Below it a file has too little in common with an architecture to name it. */
const LEAST_LIKENESS = 0.3;
/** No network that is known here has nearly as many tensors; comparing them takes time. */
const MOST_TENSORS = 5000;

/**
 * All architectures that a file comes near, best first: those that it fits, of them the one that leaves the fewest tensors
 * unused, then by what they have in common. A hint's family stands alone, whatever it has in common with the file.
 * @throws FaultError `argument-invalid` for a hint that names no family, or pictures that are too small for a network
 */
export function recognise(shapes: Shapes, hint: ModelHint = {}): Match[] {
  if (shapes.size > MOST_TENSORS) return [];
  const { architecture, inputSize } = hint;
  const matches = familiesOf(architecture).flatMap((family) => {
    const proposal = family.propose(shapes);
    if (proposal === null) return [];
    const graph = proposal.build(inputSize ?? proposal.inputSize);
    return [{ family, proposal, graph, fit: fitOf(graph, shapes) }];
  });
  const near = matches.filter(({ fit }) => architecture !== undefined || likeness(fit) >= LEAST_LIKENESS);
  const [best] = near.sort((a, b) => rank(b) - rank(a));
  if (best !== undefined && inputSize !== undefined) assertLargeEnough(best.graph, inputSize);
  return near;
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
