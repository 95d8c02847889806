import type { Graph } from '../graph/graph';
import type { HostTensors } from '../graph/hostTensors';
import type { NetworkNote } from '../protocol/fileReport';

/** What an importer makes of a file that describes its network itself. */
export interface ImportedNetwork {
  readonly graph: Graph;
  /** Every parameter of the graph, in its layout. */
  readonly host: HostTensors;
  readonly notes: readonly NetworkNote[];
  /** Tensors of the file that nothing took. */
  readonly unused: readonly string[];
}
