/** Arrays, masks and the archives they come in, under attack. */
import { unzipSync } from 'fflate';
import { formatMaskValues } from '../../../workers/export/maskValues';
import { writeNpz } from '../../../workers/export/npz';
import { writeSafetensors } from '../../../workers/export/safetensors';
import { bytesSource } from '../../../workers/readers/byteSource';
import { bytesStream, readExactly } from '../../../workers/readers/byteStream';
import { readCifar10 } from '../../../workers/readers/images/cifarBinary';
import { sniffFormat } from '../../../workers/readers/format';
import { readMaskValues } from '../../../workers/readers/maskValues';
import { readNpy, readNpz, readNpzStateDict } from '../../../workers/readers/npy';
import { readSafetensors } from '../../../workers/readers/safetensors';
import { tarEntries } from '../../../workers/readers/tar';
import { openZip } from '../../../workers/readers/zip';
import { PLAIN, UNPACKED } from '../budgets';
import { assertWhole, everyType, fixture, withoutChecksums } from '../fixtures';
import type { FuzzTarget } from '../target';

const TORCH = [
  'bare-zip.pth',
  'wrapped-zip.pth',
  'protocol4-zip.pth',
  'bare-legacy.pth',
  'wrapped-legacy.pth',
];

function maskSeed(): Uint8Array {
  const rows = [0, 0.25, 1].map((score, channel) => ({ layer: 'layer1.0.bn1', channel, score }));
  return new TextEncoder().encode(formatMaskValues(rows));
}

async function readWholeZip(bytes: Uint8Array): Promise<void> {
  const zip = await openZip(bytesSource('fuzz', bytes));
  for (const entry of zip.entries.values()) await zip.read(entry);
}

async function readTar(bytes: Uint8Array): Promise<void> {
  for await (const { size, content } of tarEntries(bytesStream(bytes))) await readExactly(content, size);
}

/** An archive of two small files, one of them under a long name, written by hand. */
function tarSeed(): Uint8Array {
  const text = new TextEncoder();
  const blocks = (name: string, type: string, content: string): Uint8Array => {
    const out = new Uint8Array(1024);
    const put = (at: number, value: string): void => out.set(text.encode(value), at);
    put(0, name);
    put(124, content.length.toString(8).padStart(11, '0'));
    put(148, '        ');
    put(156, type);
    put(257, 'ustar\u000000');
    put(
      148,
      `${out
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\u0000 `,
    );
    put(512, content);
    return out;
  };
  const files = [
    blocks('a', '0', 'hello'),
    blocks('pax', 'x', '20 path=folder/name\n'),
    blocks('b', '0', 'x'.repeat(300)),
    blocks('././@LongLink', 'L', 'long/'.repeat(30)),
    blocks('c', '0', ''),
  ];
  return new Uint8Array(files.flatMap((file) => [...file]));
}

export const targets = (): readonly FuzzTarget[] => {
  const torch = TORCH.map(fixture);
  const npz = [fixture('arrays.npz'), withoutChecksums(fixture('arrays.npz'))];
  const states = [fixture('exact.npz'), writeNpz(everyType())];
  const npy = [...Object.values(unzipSync(fixture('arrays.npz'))), fixture('ramp.npy')];
  const safetensors = writeSafetensors(everyType(), { source: 'fuzz' });
  const everything = [...torch, ...npz, ...npy, fixture('three.bin'), safetensors, maskSeed()];
  return [
    {
      reader: 'sniff',
      seeds: everything,
      budget: UNPACKED,
      read: (bytes) => sniffFormat(bytesSource('fuzz', bytes)),
    },
    { reader: 'zip', seeds: [...torch.slice(0, 3), ...npz], budget: UNPACKED, read: readWholeZip },
    { reader: 'tar', seeds: [tarSeed()], budget: PLAIN, read: readTar },
    { reader: 'npy', seeds: npy, budget: PLAIN, read: readNpy },
    { reader: 'npz', seeds: npz, budget: UNPACKED, read: readNpz },
    {
      reader: 'npz-state-dict',
      seeds: [...states, ...states.map(withoutChecksums)],
      budget: UNPACKED,
      read: async (bytes) => assertWhole(await readNpzStateDict(bytesSource('fuzz', bytes))),
    },
    {
      reader: 'safetensors',
      seeds: [safetensors],
      budget: PLAIN,
      read: async (bytes) => assertWhole((await readSafetensors(bytesSource('fuzz', bytes))).tensors),
    },
    {
      reader: 'cifar',
      seeds: [fixture('three.bin')],
      budget: PLAIN,
      read: (bytes) => readCifar10(bytesSource('fuzz', bytes)),
    },
    {
      reader: 'mask-values',
      seeds: [maskSeed()],
      budget: PLAIN,
      read: (bytes) => readMaskValues(bytesSource('fuzz', bytes)),
    },
  ];
};
