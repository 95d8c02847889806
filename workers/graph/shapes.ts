/** The shape of every value in a network, from its nodes alone. */
import type { Graph, GraphNode, Padding, ParameterSpec } from './graph';

/** Of one image: [height, width, channels]; vectors are 1 x 1. */
export type ValueShape = readonly [height: number, width: number, channels: number];

function slide(length: number, size: number, stride: number): number {
  return Math.floor((length - size) / stride) + 1;
}

/** The shape of a node's value from those of its inputs. */
export function shapeOfNode(
  node: GraphNode,
  inputs: readonly ValueShape[],
  parameters: ReadonlyMap<string, ParameterSpec>,
): ValueShape {
  const [first = [1, 1, 1]] = inputs;
  const [height, width, channels] = first;
  switch (node.kind) {
    case 'input':
      return node.shape;
    case 'conv2d': {
      const [rows = 1, columns = 1, , out = 1] = parameters.get(node.weight)?.shape ?? [];
      const [top, bottom, left, right] = node.padding;
      return [
        slide(height + top + bottom, rows, node.stride),
        slide(width + left + right, columns, node.stride),
        out,
      ];
    }
    case 'maxPool':
    case 'avgPool': {
      const [top, bottom, left, right] = node.padding;
      return [
        slide(height + top + bottom, node.size, node.stride),
        slide(width + left + right, node.size, node.stride),
        channels,
      ];
    }
    case 'pad': {
      const [top, bottom, left, right] = node.padding;
      return [height + top + bottom, width + left + right, channels];
    }
    case 'adaptiveAvgPool':
      return [node.rows, node.columns, channels];
    case 'upsample':
      return [height * node.factor, width * node.factor, channels];
    case 'globalAvgPool':
      return [1, 1, channels];
    case 'flatten':
      return [1, 1, height * width * channels];
    case 'dense':
      return [1, 1, parameters.get(node.weight)?.shape[1] ?? 1];
    case 'concat':
      return [height, width, inputs.reduce((sum, each) => sum + each[2], 0)];
    case 'constant':
      return [1, 1, sizeOf(parameters.get(node.parameter)?.shape ?? [])];
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
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** TensorFlow's "same": ceil(length / stride) outputs, the odd pixel of padding at the end (spec 0, point 4). */
export function samePadding(
  [height, width]: readonly number[],
  [rows, columns]: readonly [rows: number, columns: number],
  stride: number,
): Padding {
  const along = (length: number, size: number): readonly [before: number, after: number] => {
    const total = Math.max(0, (Math.ceil(length / stride) - 1) * stride + size - length);
    const before = Math.floor(total / 2);
    return [before, total - before];
  };
  const [top, bottom] = along(height ?? 0, rows);
  const [left, right] = along(width ?? 0, columns);
  return [top, bottom, left, right];
}

/** Shapes by node, for one image. */
export function valueShapes(graph: Graph): ReadonlyMap<string, ValueShape> {
  const shapes = new Map<string, ValueShape>();
  for (const node of graph.nodes) {
    const inputs = node.inputs.flatMap((id) => {
      const shape = shapes.get(id);
      return shape === undefined ? [] : [shape];
    });
    shapes.set(node.id, shapeOfNode(node, inputs, graph.parameters));
  }
  return shapes;
}
