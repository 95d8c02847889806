/** What the files of a network hold, by their content: tensors that need an architecture, or a network that describes itself. */
import type { ImportedNetwork } from '../importers/importedNetwork';
import { type AttackSummary, FaultError, type ModelHint } from '../protocol';
import type { AttackRecord, PoisonedFiles } from '../readers/backdoorBench';
import type { ByteSource } from '../readers/byteSource';
import type { RawTensor } from '../readers/elements';
import { type FileFormat, sniffFormat } from '../readers/format';
import type { KerasFile } from '../readers/kerasFile';
import type { TfjsGraphFile } from '../readers/tfjs';

export type NetworkContent =
  | {
      readonly kind: 'tensors';
      readonly format: string;
      readonly tensors: ReadonlyMap<string, RawTensor>;
      /** The key that held them in a PyTorch file. */
      readonly wrapper: string | null;
      readonly isKeras?: boolean;
      readonly attack: AttackSummary | null;
      /** The list of poisoned pictures that lie in a folder beside the file. */
      readonly poisonedFiles: PoisonedFiles | null;
      /** Free text beside the tensors, by name. */
      readonly metadata?: ReadonlyMap<string, string>;
    }
  | {
      readonly kind: 'described';
      readonly format: string;
      readonly build: (hint: ModelHint) => Promise<ImportedNetwork>;
    };

type Reader = (main: ByteSource, all: readonly ByteSource[]) => Promise<NetworkContent>;

function attackSummary(record: AttackRecord | null): AttackSummary | null {
  if (record === null) return null;
  const { modelName, dataset, target, poisoned } = record;
  const count = poisoned?.labels.length ?? 0;
  return {
    modelName,
    dataset,
    target,
    poisoned:
      poisoned === null
        ? null
        : poisoned.kind === 'pictures'
          ? { kind: 'inside', count }
          : { kind: 'folder', path: poisoned.folder, count },
  };
}

const readTorch: Reader = async (main) => {
  const { readTorchCheckpoint } = await import('../readers/torch');
  const { format, tensors, wrapper, attack } = await readTorchCheckpoint(main);
  const poisoned = attack?.poisoned ?? null;
  const poisonedFiles = poisoned?.kind === 'files' ? poisoned : null;
  return { kind: 'tensors', format, tensors, wrapper, attack: attackSummary(attack), poisonedFiles };
};

const PLAIN = { kind: 'tensors', wrapper: null, attack: null, poisonedFiles: null } as const;

async function described(file: KerasFile | TfjsGraphFile): Promise<NetworkContent> {
  if (file.format === 'tfjs-graph') {
    const { importTfjsGraph } = await import('../importers/tfjsGraph/importTfjsGraph');
    const build = (hint: ModelHint): Promise<ImportedNetwork> => Promise.resolve(importTfjsGraph(file, hint));
    return { kind: 'described', format: file.format, build };
  }
  if (file.config === null) {
    const { torchTensors } = await import('../importers/keras/torchTensors');
    return { ...PLAIN, format: file.format, tensors: torchTensors(file), isKeras: true };
  }
  const { importKeras } = await import('../importers/keras/importKeras');
  const build = (hint: ModelHint): Promise<ImportedNetwork> => Promise.resolve(importKeras(file, hint));
  return { kind: 'described', format: file.format, build };
}

/** One reader a format, each loaded when it is needed. */
const READERS: Partial<Record<FileFormat, Reader>> = {
  'torch-zip': readTorch,
  'torch-legacy': readTorch,
  safetensors: async (main) => {
    const { readSafetensors } = await import('../readers/safetensors');
    const { tensors, metadata } = await readSafetensors(main);
    return { ...PLAIN, format: 'safetensors', tensors, metadata };
  },
  npz: async (main) => {
    const { readNpzStateDict } = await import('../readers/npy');
    return { ...PLAIN, format: 'npz', tensors: await readNpzStateDict(main) };
  },
  hdf5: async (main) => {
    const { readKerasH5 } = await import('../readers/keras');
    return described(await readKerasH5(main));
  },
  'keras-zip': async (main) => {
    const { readKerasZip } = await import('../readers/keras');
    return described(await readKerasZip(main));
  },
  'tfjs-model': async (main, all) => {
    const { readTfjs } = await import('../readers/tfjs');
    return described(
      await readTfjs(
        main,
        all.filter((each) => each !== main),
      ),
    );
  },
  'tfjs-zip': async (main) => {
    const { readTfjsZip } = await import('../readers/tfjs');
    return described(await readTfjsZip(main));
  },
  onnx: async (_main, all) => {
    const { readOnnx } = await import('../readers/onnx');
    const { importOnnx } = await import('../importers/onnx/importOnnx');
    const model = await readOnnx(all);
    return { kind: 'described', format: 'onnx', build: (hint) => importOnnx(model, hint) };
  },
};

/** Reads as far as it takes to know what is there. Throws `file-unknown` where no reader of networks knows the file. */
export async function readContent(sources: readonly ByteSource[]): Promise<NetworkContent> {
  const [main] = sources;
  if (main === undefined) throw new FaultError('file-empty');
  const found = await sniffFormat(main);
  const reader = READERS[found];
  if (reader === undefined) throw new FaultError('file-unknown', { found }, { file: main.name });
  return reader(main, sources);
}
