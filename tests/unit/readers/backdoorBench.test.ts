import { describe, expect, it } from 'vitest';
import { readTorchCheckpoint } from '../../../workers/readers/torch';
import type { AttackRecord } from '../../../workers/readers/backdoorBench';
import { readAttackRecord } from '../../../workers/readers/backdoorBench';
import { unpickle } from '../../../workers/readers/pickle';
import { faultOf, fixture } from './fixture';

async function attackOf(name: string): Promise<AttackRecord | null> {
  const { attack, tensors } = await readTorchCheckpoint(fixture(name));
  expect([...tensors.keys()]).toEqual(['linear.weight', 'linear.bias']);
  return attack;
}

/** What make-fixtures.py wrote as picture(value): value, value + 1, ... */
function ramp(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => value + i);
}

describe('BackdoorBench', () => {
  it('names the poisoned files of an attack that stored them on disk', async () => {
    expect(await attackOf('attack-disk.pt')).toEqual({
      modelName: 'preactresnet18',
      classes: 10,
      imageSize: [32, 32, 3],
      dataset: 'cifar10',
      target: 0,
      poisoned: {
        kind: 'files',
        folder: '../record/badnet_0_1/bd_test_dataset',
        fileNames: ['2.png', '5.png', '7.png'],
        labels: Uint16Array.of(0, 0, 0),
        originalLabels: Uint16Array.of(2, 5, 7),
        indices: Uint32Array.of(2, 5, 7),
        indicator: Uint8Array.of(0, 0, 1, 0, 0, 1, 0, 1),
        kept: Uint32Array.of(2, 5, 7),
      },
    });
  });

  it.each(['attack-memory.pt', 'attack-memory-protocol5.pt', 'attack-memory-legacy.pt'])(
    'takes the pictures out of %s',
    async (name) => {
      expect(await attackOf(name)).toMatchObject({
        target: 3, // a NumPy integer in the file
        poisoned: {
          kind: 'pictures',
          height: 2,
          width: 3,
          channels: 3,
          pixels: Uint8Array.from([...ramp(10, 18), ...ramp(40, 18)]),
          labels: Uint16Array.of(3, 3),
          originalLabels: Uint16Array.of(1, 4),
          indices: Uint32Array.of(1, 4),
          indicator: Uint8Array.of(0, 1, 0, 0, 1, 0, 0, 0),
        },
      });
    },
  );

  it('tells an attack where every label has a target of its own, on grey pictures', async () => {
    const attack = await attackOf('attack-all-to-all.pt');
    expect(attack?.target).toBe('all-to-all');
    expect(attack?.poisoned).toMatchObject({ channels: 1, labels: Uint16Array.of(1, 2, 3, 4, 5, 6, 7, 0) });
  });

  it('leaves out what a defense result does not say', async () => {
    expect(await attackOf('defense.pt')).toEqual({
      modelName: 'vgg19_bn',
      classes: 43,
      imageSize: null,
      dataset: null,
      target: null,
      poisoned: null,
    });
  });

  it('has nothing to do with other checkpoints', async () => {
    expect((await readTorchCheckpoint(fixture('wrapped-zip.pth'))).attack).toBeNull();
  });
});

/** A record whose test set has these entries; `entry` is pickled text for one value of the data_dict. */
function recordWith(entry: string, count: number): AttackRecord | null {
  const head = '}(U\nmodel_nameU\x01mU\x05modelNU\x07bd_test}U\x11bd_data_container}U\x09data_dict}(';
  const entries = Array.from({ length: count }, (_, i) => `K${String.fromCharCode(i)}${entry}`).join('');
  const text = `${head}${entries}ussu.`;
  return readAttackRecord(unpickle(Uint8Array.from(text, (c) => c.charCodeAt(0))).value);
}

describe('records that make no sense', () => {
  const image = (width: string, raw: string): string =>
    `(cPIL.Image\nImage\n)\x81]NaU\x01La(${width}${width}taNaU${String.fromCharCode(raw.length)}${raw}abK\x01K\x02t`;

  it('lose the entries in question, not the rest', () => {
    expect(recordWith(image('K\x01', 'x'), 2)?.poisoned).toMatchObject({
      pixels: Uint8Array.of(0x78, 0x78),
    });
    for (const broken of [image('K\x01', 'xx'), image('K\x00', ''), '(NK\x01K\x02t', 'N', '(K\x01t', ']']) {
      const poisoned = recordWith(broken, 2)?.poisoned;
      expect(poisoned === null || poisoned?.labels.length === 0, broken).toBe(true);
    }
  });

  it('cannot make one small file claim gigabytes of pictures', async () => {
    const fault = await faultOf(() => recordWith(image('J\x00\x40\x00\x00', 'x'), 3));
    expect(fault.code).toBe('file-too-large');
  });
});
