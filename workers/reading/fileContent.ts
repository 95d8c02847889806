/** What a file holds, by a look at its beginning and at its table of contents. */
import { type ContentKind, type FileContent, resultOf } from '../protocol';
import type { ByteSource } from '../readers/byteSource';
import { type FileFormat, sniffFormat } from '../readers/format';
import { sniffImages } from '../readers/images/recognise';
import { externalFiles } from '../readers/onnx';
import { shardFiles } from '../readers/tfjs';
import { openZip } from '../readers/zip';

const KINDS: Readonly<Record<FileFormat, ContentKind>> = {
  'torch-zip': 'network',
  'torch-legacy': 'network',
  safetensors: 'network',
  onnx: 'network',
  hdf5: 'network',
  'keras-zip': 'network',
  'tfjs-model': 'network',
  'tfjs-zip': 'network',
  // Unless its arrays have the names of weights.
  npz: 'images',
  npy: 'images',
  png: 'images',
  'cifar-binary': 'images',
  'mask-values': 'masks',
  json: 'json',
  unknown: 'unknown',
};

/** The last word of a parameter's name in a state dict. */
const PARAMETER = /\.(weight|bias|running_mean|running_var)\.npy$/;

async function kindOf(source: ByteSource, format: FileFormat): Promise<ContentKind> {
  if (format === 'npz') {
    const names = [...(await openZip(source)).entries.keys()];
    if (names.some((name) => PARAMETER.test(name))) return 'network';
    return (await sniffImages([source])) === null ? 'network' : 'images';
  }
  if (format !== 'unknown') return KINDS[format];
  return (await sniffImages([source])) === null ? 'unknown' : 'images';
}

async function companionsOf(source: ByteSource, format: FileFormat): Promise<readonly string[]> {
  if (format === 'onnx') return externalFiles(source);
  return format === 'tfjs-model' ? shardFiles(source) : [];
}

/** Throws nothing of a file's: what is damaged is for the reader that is asked to open it to name. */
export async function contentOf(source: ByteSource): Promise<FileContent> {
  // An archive of very many pictures is beyond what networks may have, but not beyond what images may.
  const sniffed = await resultOf(() => sniffFormat(source));
  const format = sniffed.ok ? sniffed.value : 'unknown';
  const kind = await resultOf(() => kindOf(source, format));
  const companions = await resultOf(() => companionsOf(source, format));
  return { kind: kind.ok ? kind.value : 'unknown', companions: companions.ok ? companions.value : [] };
}
