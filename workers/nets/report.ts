/** The file doctor: every tensor of a file, what it was taken for, and the architectures that come near. */
import type { Candidate, Difference, FileReport, ModelHint, TensorRow, TensorState } from '../protocol';
import type { RawTensor } from '../readers/elements';
import type { Shapes } from './family';
import { torchShape } from './layout';
import { differencesOf } from './nearness';
import { type Match, recognise } from './recognise';
import { stateNames } from './stateNames';

/** What a reader gives of a model file. */
interface ReadModel {
  readonly name: string;
  readonly format: string;
  readonly wrapper: string | null;
  /** By the file's own names, in PyTorch's layouts. */
  readonly tensors: ReadonlyMap<string, RawTensor>;
}

const MOST_CANDIDATES = 5;

/**
 * Reports on a state dict; nothing is loaded. The rows are matched against the best candidate, or the one the hint names.
 * @throws FaultError `argument-invalid` for a hint that makes no sense
 */
export function reportFile({ name, format, wrapper, tensors }: ReadModel, hint: ModelHint = {}): FileReport {
  const names = stateNames(tensors.keys(), hint.mapping);
  const shapes: Shapes = new Map(
    [...names].map(([state, inFile]) => [state, tensors.get(inFile)?.shape ?? []]),
  );
  const matches = recognise(shapes, hint).slice(0, MOST_CANDIDATES);
  const [best] = matches;
  const states = new Map([...names].map(([state, inFile]) => [inFile, state]));
  const stateOf = stateTeller(best);
  const rows = [...tensors].map(([each, tensor]) =>
    rowOf(each, tensor, stateOf(states.get(each)), states.get(each)),
  );
  const chosen = best === undefined ? null : candidateOf(best, rows);
  return {
    name,
    format,
    wrapper,
    tensors: rows,
    candidates: matches.map((match) => (match === best && chosen !== null ? chosen : candidateOf(match, []))),
    chosen,
    missing: best === undefined ? [] : missingOf(best),
  };
}

function candidateOf(match: Match, rows: readonly TensorRow[]): Candidate {
  const { family, graph, fit } = match;
  const broken = rows.filter(({ state, notFinite }) => state === 'matched' && notFinite > 0);
  const differences: Difference[] = broken.map((row) => ({ kind: 'not-finite', name: row.name }));
  return {
    family: family.id,
    architecture: graph.architecture,
    classes: graph.classes,
    inputSize: [graph.inputShape[0], graph.inputShape[1]],
    matched: fit.matched.length,
    needed: graph.parameters.size,
    differences: [...differencesOf(match), ...differences],
  };
}

function missingOf({ graph, fit }: Match): FileReport['missing'] {
  return fit.missing.map((name) => {
    const spec = graph.parameters.get(name);
    return { name, shape: spec === undefined ? [] : torchShape(spec) };
  });
}

/** Tells of each tensor of the file, by its state dict name, what it was taken for. */
function stateTeller(match: Match | undefined): (state: string | undefined) => TensorState {
  const misshapen = new Set(match?.fit.misshapen.map(({ name }) => name));
  const ignored = new Set(match?.fit.ignored);
  return (state) => {
    if (state === undefined || match === undefined) return 'unused';
    if (misshapen.has(state)) return 'misshapen';
    if (match.graph.parameters.has(state)) return 'matched';
    return ignored.has(state) ? 'ignored' : 'unused';
  };
}

function rowOf(
  name: string,
  tensor: RawTensor,
  state: TensorState,
  parameter: string | undefined,
): TensorRow {
  const { shape, dtype, data } = tensor;
  const isTaken = state === 'matched' || state === 'misshapen';
  return { name, shape, dtype, ...rangeOf(data), state, parameter: isTaken ? (parameter ?? null) : null };
}

/** One pass over the values. */
function rangeOf(data: Float32Array): Pick<TensorRow, 'range' | 'notFinite'> {
  let [least, most, finite] = [Infinity, -Infinity, 0];
  // A plain loop: an iterator over half a gigabyte takes seconds.
  for (let at = 0; at < data.length; at++) {
    const value = data[at] ?? 0;
    // The difference of an infinity or NaN with itself is NaN.
    if (value - value !== 0) continue;
    finite++;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { range: finite === 0 ? null : [least, most], notFinite: data.length - finite };
}
