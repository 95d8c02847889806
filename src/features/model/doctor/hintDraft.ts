/** What the user is saying about a model file, before it is opened so. */
import type { FileReport, ModelHint } from '../../../../workers/protocol';

export interface HintDraft {
  /** null: recognised by its tensors. */
  readonly architecture: string | null;
  readonly inputSize: readonly [height: number, width: number] | null;
  /** Tensor of the file by parameter of the network. */
  readonly mapping: ReadonlyMap<string, string>;
}

/** The draft that says what a hint says. */
export function draftOf(hint: ModelHint | null): HintDraft {
  return {
    architecture: hint?.architecture ?? null,
    inputSize: hint?.inputSize ?? null,
    mapping: new Map(hint?.mapping ?? []),
  };
}

/** The hint that a draft amounts to; null where nothing is said. */
export function hintOf({ architecture, inputSize, mapping }: HintDraft): ModelHint | null {
  const hint: ModelHint = {
    ...(architecture === null ? {} : { architecture }),
    ...(inputSize === null ? {} : { inputSize: [inputSize[0], inputSize[1]] }),
    ...(mapping.size === 0 ? {} : { mapping: [...mapping] }),
  };
  return Object.keys(hint).length === 0 ? null : hint;
}

/** Tensors that could stand in for a parameter of this shape: free ones of the same shape first, then all other free ones. */
export function standIns(report: FileReport, shape: readonly number[]): readonly string[] {
  const free = report.tensors.filter(({ state }) => state === 'unused' || state === 'misshapen');
  const isSame = (each: readonly number[]): boolean => each.join() === shape.join();
  return [...free.filter((each) => isSame(each.shape)), ...free.filter((each) => !isSame(each.shape))].map(
    ({ name }) => name,
  );
}
