/** Attributes of a node with ONNX's own default where one is left out. */
import type { OnnxNode } from '../../readers/onnxModel';

/** A number; `fallback` where it is left out. */
export function numberOf(node: OnnxNode, name: string, fallback: number): number {
  const attribute = node.attributes.get(name);
  return attribute?.kind === 'int' || attribute?.kind === 'float' ? attribute.value : fallback;
}

/** A list of numbers; null where it is left out. */
export function numbersOf(node: OnnxNode, name: string): readonly number[] | null {
  const attribute = node.attributes.get(name);
  return attribute?.kind === 'ints' || attribute?.kind === 'floats' ? attribute.values : null;
}

/** A text; `fallback` where it is left out. */
export function textOf(node: OnnxNode, name: string, fallback: string): string {
  const attribute = node.attributes.get(name);
  return attribute?.kind === 'text' ? attribute.value : fallback;
}

/** Six digits are what a float32 holds for certain: 0.1 is written 0.10000000149. */
export function asWritten(value: number): number {
  return Number(value.toPrecision(6));
}

/** An axis counted from the front. */
export function axisFromFront(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}
