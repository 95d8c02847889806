import { FaultError } from '../protocol/faults';
import { assertNotEmpty, type ByteSource } from './byteSource';
import { CUT_SHORT, damaged, namingFile } from './damage';
import { readAttackRecord, type AttackRecord } from './backdoorBench';
import {
  assertAffordable,
  ELEMENT_BYTES,
  elementCount,
  MAX_ELEMENTS,
  tensorOf,
  type RawTensor,
} from './elements';
import { looksLikeZip } from './magic';
import { readExtras, type Extras } from './extras';
import { findStateDict } from './stateDict';
import { gatherElements, reachOf, type TensorRef } from './tensorRef';
import type { TorchContainer } from './torchContainer';
import { hasLegacyMagic, openTorchLegacy } from './torchLegacy';
import { openTorchZip } from './torchZip';

/** A PyTorch checkpoint's weights as plain data. */
export interface TorchCheckpoint {
  readonly format: 'torch-zip' | 'torch-legacy';
  /** The state dict under the file's own names and in its order, every tensor contiguous. */
  readonly tensors: Map<string, RawTensor>;
  /** The key that held it, e.g. `state_dict` or `model.state_dict`; null for a bare state dict. */
  readonly wrapper: string | null;
  /** Other top-level scalars, e.g. `epoch`, `clean_acc`. */
  readonly extras: Extras;
  /** What BackdoorBench wrote about the attack; null for files of other programs. */
  readonly attack: AttackRecord | null;
}

/** A stride of 0 repeats one stored number at will; honest files repeat little (tied weights). */
const MAX_ELEMENTS_PER_BYTE = 4;
const FREE_ELEMENTS = 2 ** 20;

/**
 * Reads a file written by `torch.save`, zip or legacy, and finds the weights in it (spec 6.1, 6.2). Nothing of
 * the pickle is executed. Only the storages of the weights are read, each once.
 * @throws FaultError `file-empty`, `file-unknown` (not a torch file, or no weights in it), `pickle-refused`
 * (`name`), `model-not-weights` (`kind`: a whole module or TorchScript), `tensor-unsupported` (`name`, `kind`),
 * `file-damaged` (`reason`), `file-too-large`
 */
export async function readTorchCheckpoint(source: ByteSource): Promise<TorchCheckpoint> {
  return namingFile(source.name, async () => {
    assertNotEmpty(source);
    const container = await openContainer(source);
    const { tensors: refs, wrapper } = findStateDict(container.root);
    const elements = [...refs.values()].reduce((sum, { shape }) => sum + elementCount(shape), 0);
    assertAffordable(elements, affordableElements(source.size));
    const tensors = await readTensors(container, refs);
    const { format, root } = container;
    return { format, tensors, wrapper, extras: readExtras(root), attack: readAttackRecord(root) };
  });
}

async function openContainer(source: ByteSource): Promise<TorchContainer> {
  const head = await source.slice(0, 32);
  if (looksLikeZip(head)) return openTorchZip(source);
  if (hasLegacyMagic(head)) return openTorchLegacy(source);
  throw new FaultError('file-unknown', { reason: 'not a PyTorch checkpoint' });
}

/** The numbers that all tensors together may have, given the size of their file. */
function affordableElements(fileBytes: number): number {
  return Math.min(MAX_ELEMENTS, Math.max(FREE_ELEMENTS, MAX_ELEMENTS_PER_BYTE * fileBytes));
}

async function readTensors(
  container: TorchContainer,
  refs: ReadonlyMap<string, TensorRef>,
): Promise<Map<string, RawTensor>> {
  const tensors = new Map<string, RawTensor>();
  const storages = new Storages(container, refs);
  for (const [name, ref] of refs) {
    const { bytes, isLastUse } = await storages.take(ref);
    // Written negatively so that NaN and infinite reaches fail too.
    if (!(reachOf(ref) * ELEMENT_BYTES[ref.dtype] <= bytes.length)) {
      throw damaged(`the tensor ${name} reaches beyond its storage`);
    }
    tensors.set(name, tensorOf(ref.shape, ref.dtype, gatherElements(ref, bytes, isLastUse)));
  }
  return tensors;
}

/** Storages in memory, kept only while tensors that share them (tied weights) are still to come. */
class Storages {
  private readonly uses = new Map<string, number>();
  private readonly kept = new Map<string, Uint8Array>();

  constructor(
    private readonly container: TorchContainer,
    refs: ReadonlyMap<string, TensorRef>,
  ) {
    for (const { storageKey } of refs.values())
      this.uses.set(storageKey, (this.uses.get(storageKey) ?? 0) + 1);
  }

  async take(ref: TensorRef): Promise<{ bytes: Uint8Array; isLastUse: boolean }> {
    const key = ref.storageKey;
    const left = (this.uses.get(key) ?? 1) - 1;
    this.uses.set(key, left);
    const bytes = this.kept.get(key) ?? (await this.container.readStorage(key));
    if (bytes.length % ELEMENT_BYTES[ref.dtype] !== 0) throw damaged(CUT_SHORT);
    if (left > 0) this.kept.set(key, bytes);
    else this.kept.delete(key);
    return { bytes, isLastUse: left === 0 };
  }
}
