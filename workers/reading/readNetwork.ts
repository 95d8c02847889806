/** The one door for networks: by its content a file goes to its reader, and what that gives becomes a graph. */
import type { ImportedNetwork } from '../importers/importedNetwork';
import { toStateDict } from '../nets/layout';
import { loadStateDict } from '../nets/load';
import { ownOrigin } from '../nets/origin';
import { rangeOf, reportFile } from '../nets/report';
import { classifierTensors, readSavedTrigger } from '../nets/savedTrigger';
import { readSavedTraining } from '../nets/savedTraining';
import type { FileReport, ModelHint } from '../protocol';
import type { ByteSource } from '../readers/byteSource';
import { namingFile } from '../readers/damage';
import type { ReadNetwork, Unhashed } from './fileReader';
import { type NetworkContent, readContent } from './networkContent';

async function opened(content: NetworkContent, hint: ModelHint): Promise<Unhashed<ReadNetwork>> {
  if (content.kind === 'tensors') {
    const { format, tensors, attack, poisonedFiles, metadata = new Map<string, string>() } = content;
    const loaded = loadStateDict(classifierTensors(tensors), hint, content);
    const { graph, host, origin, notes, matched, unused } = loaded;
    const planted = readSavedTrigger(metadata, tensors, graph.inputShape);
    const training = readSavedTraining(metadata);
    return { format, graph, host, origin, notes, matched, unused, attack, poisonedFiles, planted, training };
  }
  const imported = await content.build(hint);
  const { graph, host, notes, unused } = imported;
  const matched = [...graph.parameters.keys()];
  return {
    format: content.format,
    graph,
    host,
    origin: ownOrigin(graph),
    notes,
    matched,
    unused,
    attack: null,
    poisonedFiles: null,
    planted: null,
    training: null,
  };
}

/**
 * Opens a network. Throws a fault of the readers, or `file-unknown`, `architecture-unknown`, `tensor-missing`,
 * `shape-mismatch`, `layer-unsupported`, `weights-not-finite`.
 */
export async function readNetwork(
  sources: readonly ByteSource[],
  hint: ModelHint | null,
): Promise<Unhashed<ReadNetwork>> {
  const name = sources[0]?.name ?? '';
  return namingFile(name, async () => opened(await readContent(sources), hint ?? {}));
}

/** The file doctor. Files that describe their network themselves are matched by what was built from them. */
export async function examineNetwork(
  sources: readonly ByteSource[],
  hint: ModelHint | null,
): Promise<FileReport> {
  const name = sources[0]?.name ?? '';
  return namingFile(name, async () => {
    const content = await readContent(sources);
    if (content.kind === 'tensors') {
      const { format, tensors, wrapper } = content;
      return reportFile({ name, format, wrapper, tensors }, hint ?? {});
    }
    return reportImported(name, content.format, await content.build(hint ?? {}));
  });
}

function reportImported(name: string, format: string, imported: ImportedNetwork): FileReport {
  const { graph, host, unused } = imported;
  const chosen = {
    family: format,
    architecture: graph.architecture,
    classes: graph.classes,
    byOrder: false,
    inputSize: [graph.inputShape[0], graph.inputShape[1]] as const,
    matched: graph.parameters.size,
    needed: graph.parameters.size,
    differences: [],
  };
  const tensors = [...toStateDict(graph, host)].map(([parameter, { shape, data }]) => ({
    name: parameter,
    shape,
    dtype: 'float32',
    ...rangeOf(data),
    state: 'matched' as const,
    parameter,
  }));
  const others = unused.map((each) => ({
    name: each,
    shape: [],
    dtype: '',
    range: null,
    notFinite: 0,
    state: 'unused' as const,
    parameter: null,
  }));
  return {
    name,
    format,
    wrapper: null,
    tensors: [...tensors, ...others],
    candidates: [],
    chosen,
    missing: [],
  };
}
