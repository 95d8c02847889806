import { assertNotEmpty, viewOf, type ByteSource } from './byteSource';
import { CIFAR10, looksLikeCifar } from './images/cifarBinary';
import { namingFile } from './damage';
import { looksLikeHdf5 } from './hdf5/superblock';
import { looksLikeKerasZip } from './keras';
import { looksLikeZip, startsWith } from './magic';
import { looksLikeMaskValues } from './maskValues';
import { hasNpyMagic } from './npyHeader';
import { looksLikeOnnx } from './onnx';
import { tfjsModelPath } from './tfjs';
import { hasLegacyMagic } from './torchLegacy';
import { torchRootOf } from './torchZip';
import { openZip } from './zip';

/** What a file is, by its content. */
export type FileFormat =
  | 'torch-zip'
  | 'torch-legacy'
  | 'cifar-binary'
  | 'safetensors'
  | 'npz'
  | 'npy'
  | 'onnx'
  | 'hdf5'
  | 'keras-zip'
  | 'tfjs-model'
  | 'tfjs-zip'
  | 'png'
  | 'json'
  | 'mask-values'
  | 'unknown';

const HEAD_BYTES = 512;

/**
 * Tells a file's format from its bytes; names are never trusted (suffixes of checkpoints say nothing, spec
 * 6.1).
 * @throws FaultError `file-empty`; `file-damaged` or `file-too-large` for a broken zip
 */
export async function sniffFormat(source: ByteSource): Promise<FileFormat> {
  return namingFile(source.name, async () => {
    assertNotEmpty(source);
    const head = await source.slice(0, Math.min(HEAD_BYTES, source.size));
    if (looksLikeZip(head)) return sniffZip(source);
    const format = sniffHead(head, source.size);
    if (format === 'json') return (await isTfjsModel(source)) ? 'tfjs-model' : 'json';
    if (format !== 'unknown') return format;
    return (await looksLikeCifar(CIFAR10, source)) ? 'cifar-binary' : 'unknown';
  });
}

/** A topology is text of at most a few megabytes; its keys may stand anywhere in it. */
const MOST_JSON_BYTES = 32 * 2 ** 20;

async function isTfjsModel(source: ByteSource): Promise<boolean> {
  if (source.size > MOST_JSON_BYTES) return false;
  const text = new TextDecoder().decode(await source.slice(0, source.size));
  return text.includes('"modelTopology"') && text.includes('"weightsManifest"');
}

async function sniffZip(source: ByteSource): Promise<FileFormat> {
  const names = [...(await openZip(source)).entries.keys()];
  if (torchRootOf(names) !== null) return 'torch-zip';
  if (looksLikeKerasZip(names)) return 'keras-zip';
  if (tfjsModelPath(names) !== null) return 'tfjs-zip';
  return names.some((name) => name.endsWith('.npy')) ? 'npz' : 'unknown';
}

function sniffHead(head: Uint8Array, size: number): FileFormat {
  if (hasLegacyMagic(head)) return 'torch-legacy';
  if (hasNpyMagic(head)) return 'npy';
  if (looksLikeHdf5(head)) return 'hdf5';
  if (startsWith(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png';
  if (isSafetensors(head, size)) return 'safetensors';
  const text = sniffText(head);
  return text === 'unknown' && looksLikeOnnx(head) ? 'onnx' : text;
}

/** A length that fits the file, then the brace of a JSON object. */
function isSafetensors(head: Uint8Array, size: number): boolean {
  if (head.length < 10 || head[8] !== 0x7b) return false;
  const view = viewOf(head);
  return view.getUint32(4, true) === 0 && view.getUint32(0, true) + 8 <= size;
}

function sniffText(head: Uint8Array): FileFormat {
  // Text has no control characters but tab, newline and return.
  if (head.some((byte) => byte < 9 || (byte > 13 && byte < 32))) return 'unknown';
  const text = new TextDecoder().decode(head).replace(/^\ufeff/, '');
  if (/^\s*[{[]/.test(text)) return 'json';
  return looksLikeMaskValues(text) ? 'mask-values' : 'unknown';
}
