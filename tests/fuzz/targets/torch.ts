/** Whatever PyTorch saves, under attack. */
import { unzipSync, zipSync } from 'fflate';
import { writeTorchZip } from '../../../workers/export/torchZip';
import { bytesSource } from '../../../workers/readers/byteSource';
import { unpickle } from '../../../workers/readers/pickle';
import { readTorchCheckpoint } from '../../../workers/readers/torch';
import { assertWhole, everyType, fixture, withoutChecksums } from '../fixtures';
import { either, PLAIN, REPEATED, UNPACKED } from '../budgets';
import type { FuzzTarget } from '../target';

async function readTorch(bytes: Uint8Array): Promise<void> {
  const { tensors, attack } = await readTorchCheckpoint(bytesSource('fuzz', bytes));
  assertWhole(tensors);
  const set = attack?.poisoned;
  if (set?.kind !== 'pictures') return;
  const { pixels, labels, height, width, channels } = set;
  if (pixels.length !== labels.length * height * width * channels)
    throw new Error('pictures and labels disagree');
}

function pickleIn(archive: Uint8Array): Uint8Array {
  const files = unzipSync(archive);
  return files[Object.keys(files).find((name) => name.endsWith('data.pkl')) ?? ''] ?? new Uint8Array(0);
}

/** Damages only the pickle inside an otherwise honest zip, whose checksums would hide the damage otherwise. */
function torchPickleTarget(reader: string, archives: readonly Uint8Array[]): FuzzTarget {
  const storages = Object.fromEntries(
    Array.from({ length: 12 }, (_, key) => [`archive/data/${key}`, new Uint8Array(96)]),
  );
  return {
    reader,
    budget: REPEATED,
    seeds: archives.map(pickleIn),
    read: (bytes) => readTorch(zipSync({ 'archive/data.pkl': bytes, ...storages }, { level: 0 })),
  };
}

/** Pickles that are allowed and odd: every way to make an instance, circles, doublings, long numbers, JavaScript's own names. */
const ODD_PICKLES = [
  ']q\x00h\x00a.',
  '}q\x00(U\x05modelh\x00U\x09__proto__h\x00U\x0bconstructorh\x00u.',
  `K\x01${'q\x00h\x00\x86'.repeat(40)}.`,
  '(iargparse\nNamespace\n}U\x0c__setstate__K\x01sb.',
  '(cargparse\nNamespace\nK\x01o}U\x01aNsb.',
  'cbuiltins\nset\n](K\x01K\x02e\x85R.',
  'cargparse\nNamespace\n)}\x92}U\x01aNsb.',
  '\x80\x04\x95\x40\x00\x00\x00\x00\x00\x00\x00\x8c\x05torch\x8c\x04Size\x93\x94(K\x01K\x02t\x85R.',
  'P../../x\n.',
  '(U\x07storagectorch\nFloatStorage\nU\x010U\x03cpuK\x04tQ.',
  `\x8b\x40\x00\x00\x00${'\x7f'.repeat(64)}.`,
  'L123456789012345678901234567890L\n.',
  '\x8d\x03\x00\x00\x00\x00\x00\x00\x00abc\x8e\x02\x00\x00\x00\x00\x00\x00\x00ab\x86.',
  'ccollections\nOrderedDict\n]((U\x01aK\x01t(U\x01bK\x02te\x85R}U\x09_metadata}sb.',
];

const ZIPS = [
  'bare-zip.pth',
  'wrapped-zip.pth',
  'windows-zip.pth',
  'dtypes-zip.pth',
  'parameter.pth',
  'protocol4-zip.pth',
];
const LEGACIES = [
  'bare-legacy.pth',
  'wrapped-legacy.pth',
  'windows-legacy.pth',
  'dtypes-legacy.pth',
  'protocol4-legacy.pth',
];
const PRODUCERS = ['iab.pth', 'lira-2.pth', 'anp-nested.pth', 'model-list.pth', 'tied.pth', 'exact.pth'];
const ATTACKS = [
  'attack-disk.pt',
  'attack-memory.pt',
  'attack-memory-protocol5.pt',
  'attack-all-to-all.pt',
  'defense.pt',
];
const PICKLES = [0, 1, 2, 3, 4, 5].map((protocol) => `plain-${protocol}.pkl`);

export const targets = (): readonly FuzzTarget[] => {
  const zips = ZIPS.map(fixture);
  const written = [null, 'model.state_dict'].map((wrapper) =>
    writeTorchZip(everyType(), { name: 'net', wrapper }),
  );
  return [
    { reader: 'pickle', budget: PLAIN, seeds: PICKLES.map(fixture), read: (bytes) => unpickle(bytes) },
    {
      reader: 'odd-pickle',
      budget: PLAIN,
      seeds: ODD_PICKLES.map((text) => new Uint8Array(Buffer.from(text, 'latin1'))),
      read: (bytes) => unpickle(bytes),
    },
    torchPickleTarget('torch-pickle', zips),
    torchPickleTarget('torch-wrappers', PRODUCERS.map(fixture)),
    torchPickleTarget('backdoor-bench', ATTACKS.map(fixture)),
    {
      reader: 'torch-zip',
      budget: either(UNPACKED, REPEATED),
      seeds: [...zips, ...written, ...zips.map(withoutChecksums)],
      read: readTorch,
    },
    {
      reader: 'torch-legacy',
      budget: REPEATED,
      seeds: [...LEGACIES, 'attack-memory-legacy.pt'].map(fixture),
      read: readTorch,
    },
  ];
};
