/** The one door for networks: by its content a file goes to its reader, and what that gives becomes a graph. */
import { FaultError, type FileReport, type ModelHint } from '../protocol';
import type { ByteSource } from '../readers/byteSource';
import { namingFile } from '../readers/damage';
import { sniffFormat } from '../readers/format';
import type { ReadNetwork } from './fileReader';
import { hashOf } from './sources';
import { loadStateDict } from '../nets/load';
import { readSafetensors } from '../readers/safetensors';
import { readTorchCheckpoint } from '../readers/torch';
import type { RawTensor } from '../readers/elements';

interface Tensors {
  readonly format: string;
  readonly tensors: Map<string, RawTensor>;
  readonly wrapper: string | null;
}

async function readTensors(source: ByteSource): Promise<Tensors> {
  const format = await sniffFormat(source);
  switch (format) {
    case 'torch-zip':
    case 'torch-legacy':
      return readTorchCheckpoint(source);
    case 'safetensors':
      return { ...(await readSafetensors(source)), wrapper: null };
    default:
      throw new FaultError('file-unknown', { found: format }, { file: source.name });
  }
}

/** Opens a network. Throws a fault of the readers, or `file-unknown`, `architecture-unknown`, `tensor-missing`, `shape-mismatch`, `weights-not-finite`. */
export async function readNetwork(
  sources: readonly ByteSource[],
  _hint: ModelHint | null,
): Promise<ReadNetwork> {
  const [source] = sources;
  if (source === undefined) throw new FaultError('file-empty');
  const { format, tensors, wrapper } = await readTensors(source);
  const { graph, host, matched, unused } = await namingFile(source.name, () =>
    Promise.resolve(loadStateDict(tensors)),
  );
  const entries = [...tensors].map(([name, tensor]) => {
    const parameter = graph.parameters.has(name) ? name : null;
    return { name, dtype: tensor.dtype, parameter, tensor: parameter === null ? tensor : null };
  });
  return {
    sha256: await hashOf(sources),
    format,
    graph,
    host,
    origin: { entries, wrapper },
    matched,
    unused,
    notes: [],
    attack: null,
  };
}

/** The file doctor. */
export async function examineNetwork(
  sources: readonly ByteSource[],
  _hint: ModelHint | null,
): Promise<FileReport> {
  const [source] = sources;
  if (source === undefined) throw new FaultError('file-empty');
  const { format, tensors, wrapper } = await readTensors(source);
  return {
    name: source.name,
    format,
    wrapper,
    tensors: [...tensors].map(([name, { shape, dtype }]) => ({
      name,
      shape,
      dtype,
      range: null,
      notFinite: 0,
      state: 'unused',
      parameter: null,
    })),
    candidates: [],
    chosen: null,
    missing: [],
  };
}
