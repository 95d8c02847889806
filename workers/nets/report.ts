/** The file doctor: every tensor of a file, what it was taken for, and the architectures that come near. */
import type { Candidate, Difference, FileReport, ModelHint, TensorRow } from '../protocol';
import type { RawTensor } from '../readers/elements';
import { torchShape } from './layout';
import { differencesOf } from './nearness';
import { type Match, recognise } from './recognise';

/** What a reader gives of a model file. */
interface ReadModel {
  readonly name: string;
  readonly format: string;
  readonly wrapper: string | null;
  /** By the file's own names, in PyTorch's layouts. */
  readonly tensors: ReadonlyMap<string, RawTensor>;
}

/**
 * Reports on a state dict; nothing is loaded. The rows are matched against the best candidate, or the one the hint names; what
 * else comes near stays on offer.
 * @throws FaultError `argument-invalid` for a hint that makes no sense
 */
export function reportFile({ name, format, wrapper, tensors }: ReadModel, hint: ModelHint = {}): FileReport {
  const shapes = new Map([...tensors].map(([each, { shape }]) => [each, shape]));
  const { architecture, ...rest } = hint;
  const [best, ...others] = recognise(shapes, hint);
  const more = architecture === undefined ? others : recognise(shapes, rest);
  const stateOf = stateTeller(best);
  const rows = [...tensors].map(([each, tensor]) => rowOf(each, tensor, stateOf(each)));
  const chosen = best === undefined ? null : candidateOf(best, rows);
  const also = more.filter(({ family }) => family !== best?.family).map((match) => candidateOf(match, []));
  return {
    name,
    format,
    wrapper,
    tensors: rows,
    candidates: chosen === null ? also : [chosen, ...also],
    chosen,
    missing: best === undefined ? [] : missingOf(best),
  };
}

function candidateOf(match: Match, rows: readonly TensorRow[]): Candidate {
  const { family, graph, fit, byOrder } = match;
  const broken = rows.filter(({ state, notFinite }) => state === 'matched' && notFinite > 0);
  const differences: Difference[] = broken.map((row) => ({ kind: 'not-finite', name: row.name }));
  return {
    family: family.id,
    architecture: graph.architecture,
    classes: graph.classes,
    byOrder,
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

/** Tells of each tensor of the file what it was taken for. */
function stateTeller(match: Match | undefined): (inFile: string) => Pick<TensorRow, 'state' | 'parameter'> {
  const misshapen = new Set(match?.fit.misshapen.map(({ name }) => name));
  const ignored = new Set(match?.fit.ignored);
  const parameters = new Map([...(match?.names ?? [])].map(([parameter, inFile]) => [inFile, parameter]));
  return (inFile) => {
    const parameter = parameters.get(inFile) ?? '';
    if (misshapen.has(parameter)) return { state: 'misshapen', parameter };
    if (match?.graph.parameters.has(parameter) === true) return { state: 'matched', parameter };
    return { state: ignored.has(parameter) ? 'ignored' : 'unused', parameter: null };
  };
}

function rowOf(
  name: string,
  { shape, dtype, data }: RawTensor,
  taken: Pick<TensorRow, 'state' | 'parameter'>,
): TensorRow {
  return { name, shape, dtype, ...rangeOf(data), ...taken };
}

/** Least and largest value, and how many are no numbers; one pass. */
export function rangeOf(data: Float32Array): Pick<TensorRow, 'range' | 'notFinite'> {
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
