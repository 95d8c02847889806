/**
 * Names for the nodes of a graph from those of an ONNX file. PyTorch calls a parameter `layer1.0.conv1.weight`, or, once batch
 * norm is folded into it, `onnx::Conv_193`; its nodes are called `/layer1/layer1.0/conv1/Conv`.
 */
import type { OnnxNode } from '../../readers/onnxModel';

const LONGEST = 120;
/** What exporters add where there is nothing to say: `Conv_12`, `Relu`. */
const NUMBERED = /^[A-Z][A-Za-z0-9]*(_\d+)?$/;
const PARAMETER_ENDING = /\.(weight|bias|running_mean|running_var)$/;
const ENDINGS = ['', '.weight', '.bias', '.running_mean', '.running_var'];

/** Letters, digits, dots and underscores, in the order they stand. */
function clean(name: string): string {
  return name
    .slice(0, LONGEST)
    .replaceAll(/[^A-Za-z0-9_.]+/g, '_')
    .replaceAll(/^[_.]+|[_.]+$/g, '');
}

/** `/layer1/layer1.0/conv1` -> `layer1.0.conv1`: a step that repeats the one before it goes on from there. */
function pathOf(scopes: readonly string[]): string {
  const path: string[] = [];
  for (const scope of scopes) {
    const last = path.at(-1);
    if (last !== undefined && scope.startsWith(`${last}.`)) path[path.length - 1] = scope;
    else path.push(scope);
  }
  return path.join('.');
}

/** What the node's own name says; empty where that is nothing. `isLayer`: the module has no other node. */
function nameOfNode(node: OnnxNode, isLayer: boolean): string {
  const scopes = node.name.split('/').filter((scope) => scope !== '');
  const last = scopes.at(-1) ?? '';
  if (scopes.length < 2) return NUMBERED.test(last) ? '' : clean(last);
  const path = clean(pathOf(NUMBERED.test(last) ? scopes.slice(0, -1) : scopes));
  const op = node.op.toLowerCase();
  return isLayer || path.toLowerCase().includes(op) ? path : `${path}.${op}`;
}

/** Gives every node a name of its own. */
export class NodeNames {
  private readonly taken = new Set(['input']);
  private readonly counts = new Map<string, number>();

  /**
   * For a layer with parameters.
   * @param weight the name of its weights in the file
   */
  forLayer(node: OnnxNode, weight: string): string {
    const isNamed = PARAMETER_ENDING.test(weight) && !weight.includes('::');
    const name = isNamed ? clean(weight.replace(PARAMETER_ENDING, '')) : '';
    return this.unique(name || nameOfNode(node, true), node.op);
  }

  /** For a node without parameters; `ending` tells several of one ONNX node apart. */
  forNode(node: OnnxNode, ending = ''): string {
    const name = nameOfNode(node, false);
    return this.unique(name === '' ? '' : name + ending, node.op + ending);
  }

  /** For a constant that has a name of its own in the file. */
  forConstant(name: string, node: OnnxNode): string {
    return this.unique(name.includes('::') || name.includes('/') ? '' : clean(name), `${node.op}.constant`);
  }

  /** The name itself, or the kind's; with a number where it is taken. */
  private unique(name: string, kind: string): string {
    const base = name || clean(kind).toLowerCase() || 'node';
    let count = this.counts.get(base) ?? (name === '' ? 1 : 0);
    const numbered = (): string => (count === 0 ? base : `${base}_${String(count)}`);
    while (ENDINGS.some((ending) => this.taken.has(numbered() + ending))) count++;
    this.counts.set(base, count + 1);
    const found = numbered();
    for (const ending of ENDINGS) this.taken.add(found + ending);
    return found;
  }
}
