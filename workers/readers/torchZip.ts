import { FaultError } from '../protocol/faults';
import type { ByteSource } from './byteSource';
import { damaged } from './damage';
import { unpickleCheckpoint, type TorchContainer } from './torchContainer';
import { openZip, type ZipArchive } from './zip';

/** The folder inside the archive; its name varies with the writer. Null when there is no `data.pkl`. */
export function torchRootOf(names: Iterable<string>): string | null {
  for (const name of names) if (/^([^/]+\/)?data\.pkl$/.test(name)) return name.slice(0, -'data.pkl'.length);
  return null;
}

/**
 * Opens what `torch.save` has written since version 1.6: `<root>/data.pkl` beside `<root>/data/<key>`, one
 * raw storage each (spec 6.1).
 * @throws FaultError `pickle-refused`, `model-not-weights` (TorchScript archives hold code beside their data), `file-damaged`, `file-too-large`
 */
export async function openTorchZip(source: ByteSource): Promise<TorchContainer> {
  const zip = await openZip(source);
  const root = torchRootOf(zip.entries.keys());
  if (root === null) throw damaged('it is a zip archive without data.pkl');
  if (zip.entries.has(`${root}constants.pkl`)) throw new FaultError('model-not-weights', { kind: 'script' });
  await assertLittleEndian(zip, root);
  const pickle = zip.entries.get(`${root}data.pkl`);
  if (pickle === undefined) throw damaged('it is a zip archive without data.pkl');
  const { value } = unpickleCheckpoint(await zip.read(pickle));
  return {
    format: 'torch-zip',
    root: value,
    readStorage(key) {
      const entry = zip.entries.get(`${root}data/${key}`);
      if (entry === undefined) throw damaged(`the storage ${key} is missing`);
      return zip.read(entry);
    },
  };
}

/** Newer versions state their byte order; without the entry it is little. */
async function assertLittleEndian(zip: ZipArchive, root: string): Promise<void> {
  const entry = zip.entries.get(`${root}byteorder`);
  if (entry === undefined) return;
  const order = new TextDecoder().decode(await zip.read(entry));
  if (order.trim() === 'big') throw damaged('it was written on a big-endian machine');
}
