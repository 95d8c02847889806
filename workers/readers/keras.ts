import { FaultError } from '../protocol/faults';
import { type ByteSource, bytesSource } from './byteSource';
import { damaged, namingFile } from './damage';
import { type Hdf5Node, openHdf5 } from './hdf5/file';
import type { KerasFile } from './kerasFile';
import { parseJson, textMember } from './kerasJson';
import { hasNumberedWeights, listsLayers, readListedWeights, readNumberedWeights } from './kerasWeights';
import { openZip, type ZipArchive } from './zip';

const CONFIG = 'config.json';
const WEIGHTS = 'model.weights.h5';

/** Whether the entries of a zip are those of a `.keras` file. */
export function looksLikeKerasZip(names: Iterable<string>): boolean {
  const all = new Set(names);
  return all.has(CONFIG) && all.has(WEIGHTS);
}

/**
 * Reads what `model.save('x.h5')` and `model.save_weights` write, the latter in the old form and in that of Keras 3
 * (`.weights.h5`).
 * @throws FaultError `file-damaged`, `file-too-large`, `file-unknown` for HDF5 files of other programs
 */
export async function readKerasH5(source: ByteSource): Promise<KerasFile> {
  return namingFile(source.name, async () => {
    const root = await openHdf5(source);
    const text = await root.attribute('model_config');
    const version = (await root.attribute('keras_version')) ?? (await weightsVersion(root));
    return {
      format: 'keras-h5',
      kerasVersion: typeof version === 'string' ? version : null,
      config: typeof text === 'string' ? parseJson(text, 'the description of its layers') : null,
      ...(await readWeights(root)),
    };
  });
}

async function weightsVersion(root: Hdf5Node) {
  return (await root.child('model_weights'))?.attribute('keras_version') ?? null;
}

async function readWeights(root: Hdf5Node): Promise<Pick<KerasFile, 'naming' | 'weights'>> {
  const group = (await root.child('model_weights')) ?? root;
  if (await listsLayers(group)) return { naming: 'by-name', weights: await readListedWeights(group) };
  if (await hasNumberedWeights(group)) {
    return { naming: 'by-class', weights: await readNumberedWeights(group) };
  }
  throw new FaultError('file-unknown', { reason: 'it is an HDF5 file, but none that Keras wrote' });
}

/**
 * Reads the `.keras` file of Keras 3 (and of TensorFlow 2.12 and later): a zip of `config.json`, `metadata.json` and
 * `model.weights.h5`.
 * @throws FaultError as {@link readKerasH5} and the zip reader
 */
export async function readKerasZip(source: ByteSource): Promise<KerasFile> {
  return namingFile(source.name, async () => {
    const zip = await openZip(source);
    const weights = await openHdf5(bytesSource(WEIGHTS, await readEntry(zip, WEIGHTS)));
    const metadata = zip.entries.get('metadata.json');
    const facts = metadata === undefined ? null : parseJson(await zip.read(metadata), 'its metadata.json');
    return {
      format: 'keras-zip',
      kerasVersion: textMember(facts ?? undefined, 'keras_version') ?? null,
      config: parseJson(await readEntry(zip, CONFIG), 'its config.json'),
      ...(await readWeights(weights)),
    };
  });
}

async function readEntry(zip: ZipArchive, name: string): Promise<Uint8Array> {
  const entry = zip.entries.get(name);
  if (entry === undefined) throw damaged(`${name} is missing in it`);
  return zip.read(entry);
}
