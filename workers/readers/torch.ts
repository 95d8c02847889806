import { FaultError } from '../protocol/faults';
import { assertNotEmpty, type ByteSource } from './byteSource';
import { CUT_SHORT, damaged, namingFile } from './damage';
import { decodeElements, ELEMENT_BYTES, elementCount, type RawTensor } from './elements';
import { readExtras, type Extras } from './extras';
import { findStateDict } from './stateDict';
import { gatherElements, reachOf, type TensorRef } from './tensorRef';
import type { TorchContainer } from './torchContainer';
import { hasLegacyMagic, openTorchLegacy } from './torchLegacy';
import { openTorchZip } from './torchZip';

/** A PyTorch checkpoint's weights as plain data. */
export interface TorchCheckpoint {
  readonly format: 'torch-zip' | 'torch-legacy';
  /** The state dict in the file's order, `module.` prefixes removed, every tensor contiguous. */
  readonly tensors: Map<string, RawTensor>;
  /** The key that held it, e.g. `state_dict` or `model.state_dict`; null for a bare state dict. */
  readonly wrapper: string | null;
  /** Other top-level scalars, e.g. `epoch`, `clean_acc`. */
  readonly extras: Extras;
}

/** 1 GiB of float32: more does not train in a browser tab. */
const MAX_ELEMENTS = 2 ** 28;
/** A stride of 0 repeats one stored number at will; honest files repeat little (tied weights). */
const MAX_ELEMENTS_PER_BYTE = 4;
const FREE_ELEMENTS = 2 ** 20;

/**
 * Reads a file written by `torch.save`, zip or legacy, and finds the weights in it (spec 6.1, 6.2). Nothing of
 * the pickle is executed. Only the storages of the weights are read, each once.
 * @throws FaultError `file-empty`, `file-unknown` (not a torch file, or no weights in it), `pickle-refused`
 * (`name`), `file-damaged` (`reason`), `file-too-large`
 */
export async function readTorchCheckpoint(source: ByteSource): Promise<TorchCheckpoint> {
  return namingFile(source.name, async () => {
    assertNotEmpty(source);
    const container = await openContainer(source);
    const { tensors: refs, wrapper } = findStateDict(container.root);
    assertAffordable(refs, source);
    const tensors = await readTensors(container, refs);
    return { format: container.format, tensors, wrapper, extras: readExtras(container.root) };
  });
}

async function openContainer(source: ByteSource): Promise<TorchContainer> {
  const head = await source.slice(0, 32);
  if (head[0] === 0x50 && head[1] === 0x4b) return openTorchZip(source);
  if (hasLegacyMagic(head)) return openTorchLegacy(source);
  throw new FaultError('file-unknown', { reason: 'not a PyTorch checkpoint' });
}

function assertAffordable(refs: ReadonlyMap<string, TensorRef>, source: ByteSource): void {
  const limit = Math.min(MAX_ELEMENTS, Math.max(FREE_ELEMENTS, MAX_ELEMENTS_PER_BYTE * source.size));
  let total = 0;
  for (const ref of refs.values()) total += elementCount(ref.shape);
  if (total > limit) {
    const value = Math.min(total, Number.MAX_SAFE_INTEGER);
    throw new FaultError('file-too-large', { what: 'numbers', value, limit });
  }
}

async function readTensors(
  container: TorchContainer,
  refs: ReadonlyMap<string, TensorRef>,
): Promise<Map<string, RawTensor>> {
  const tensors = new Map<string, RawTensor>();
  const shared = new SharedStorages(container, refs);
  for (const [name, ref] of refs) {
    const storage = await shared.elementsFor(ref);
    // Written negatively so that NaN and infinite reaches fail too.
    if (!(reachOf(ref) <= storage.length)) throw damaged(`the tensor ${name} reaches beyond its storage`);
    tensors.set(name, { shape: ref.shape, dtype: ref.dtype, data: gatherElements(ref, storage) });
  }
  return tensors;
}

/** Decoded storages, kept only while tensors that share them are still to come. */
class SharedStorages {
  private readonly uses = new Map<string, number>();
  private readonly kept = new Map<string, Float32Array>();

  constructor(
    private readonly container: TorchContainer,
    refs: ReadonlyMap<string, TensorRef>,
  ) {
    for (const ref of refs.values()) this.uses.set(idOf(ref), (this.uses.get(idOf(ref)) ?? 0) + 1);
  }

  async elementsFor(ref: TensorRef): Promise<Float32Array> {
    const id = idOf(ref);
    const left = (this.uses.get(id) ?? 1) - 1;
    this.uses.set(id, left);
    const elements = this.kept.get(id) ?? (await this.read(ref));
    if (left > 0) this.kept.set(id, elements);
    else this.kept.delete(id);
    return elements;
  }

  private async read(ref: TensorRef): Promise<Float32Array> {
    const bytes = await this.container.readStorage(ref.storageKey, ref.dtype);
    if (bytes.length % ELEMENT_BYTES[ref.dtype] !== 0) throw damaged(CUT_SHORT);
    return decodeElements(bytes, ref.dtype);
  }
}

/** One storage may be read under two types when it is untyped. */
function idOf(ref: TensorRef): string {
  return `${ref.dtype} ${ref.storageKey}`;
}
