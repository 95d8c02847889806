/** The shape of every value in a network, from its nodes alone. */
import type { Graph, GraphNode } from './graph';

/** Of one image: [height, width, channels]; vectors are 1 x 1. */
export type ValueShape = readonly [height: number, width: number, channels: number];

function slide(length: number, size: number, stride: number): number {
  return Math.floor((length - size) / stride) + 1;
}

function parameterShape(graph: Graph, name: string): readonly number[] {
  return graph.parameters.get(name)?.shape ?? [];
}

function shapeOf(graph: Graph, node: GraphNode, inputs: readonly ValueShape[]): ValueShape {
  const [first = [1, 1, 1]] = inputs;
  const [height, width, channels] = first;
  switch (node.kind) {
    case 'input':
      return node.shape;
    case 'conv2d': {
      const [rows = 1, columns = 1, , out = 1] = parameterShape(graph, node.weight);
      const [top, bottom, left, right] = node.padding;
      return [
        slide(height + top + bottom, rows, node.stride),
        slide(width + left + right, columns, node.stride),
        out,
      ];
    }
    case 'maxPool':
    case 'avgPool':
      return [slide(height, node.size, node.stride), slide(width, node.size, node.stride), channels];
    case 'globalAvgPool':
      return [1, 1, channels];
    case 'flatten':
      return [1, 1, height * width * channels];
    case 'dense':
      return [1, 1, parameterShape(graph, node.weight)[1] ?? 1];
    case 'concat':
      return [height, width, inputs.reduce((sum, each) => sum + each[2], 0)];
    case 'constant':
      return [1, 1, parameterShape(graph, node.parameter).reduce((product, size) => product * size, 1)];
    case 'add':
    case 'mul':
      return inputs.reduce((largest, each) => (sizeOf(each) > sizeOf(largest) ? each : largest), first);
    case 'batchNorm':
    case 'activation':
    case 'dropout':
      return first;
    default:
      return node satisfies never;
  }
}

/** Number of values of a shape. */
export function sizeOf([height, width, channels]: ValueShape): number {
  return height * width * channels;
}

/** Shapes by node, for one image. */
export function valueShapes(graph: Graph): ReadonlyMap<string, ValueShape> {
  const shapes = new Map<string, ValueShape>();
  for (const node of graph.nodes) {
    const inputs = node.inputs.flatMap((id) => {
      const shape = shapes.get(id);
      return shape === undefined ? [] : [shape];
    });
    shapes.set(node.id, shapeOf(graph, node, inputs));
  }
  return shapes;
}
