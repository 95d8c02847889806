/** An ONNX file as plain data (onnx.ai/onnx/repo-docs/IR.html); numbers of tensors are read when they are asked for. */
import type { RawTensor } from './elements';

/** A tensor's name and size, and the way to its numbers. */
export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  /**
   * Reads and decodes it.
   * @throws FaultError `file-damaged`; `file-companion-missing` (`name`) where it lies in a file that was not opened too
   */
  readonly read: () => Promise<RawTensor>;
}

/** An attribute of a node; of the kinds that no layer of ours has only that it exists. */
export type OnnxAttribute =
  | { readonly kind: 'int' | 'float'; readonly value: number }
  | { readonly kind: 'ints' | 'floats'; readonly values: readonly number[] }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'tensor'; readonly tensor: OnnxTensor }
  | { readonly kind: 'other' };

export interface OnnxNode {
  /** `Conv`; of another domain than ONNX's own `com.microsoft.FusedConv`. */
  readonly op: string;
  /** May be empty. */
  readonly name: string;
  /** Names of values; an empty one is an input left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

/** What goes in or comes out. */
export interface OnnxValueInfo {
  readonly name: string;
  /** Null for a size without a number ("batch"); the list is null where the file does not tell. */
  readonly dims: readonly (number | null)[] | null;
}

export interface OnnxModel {
  readonly format: 'onnx';
  /** Of all files that were opened together. */
  readonly bytes: number;
  readonly producer: string;
  /** Version of ONNX's own operators. */
  readonly opset: number;
  /** Without those that have an initializer. */
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, OnnxTensor>;
}
