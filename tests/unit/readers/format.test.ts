import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { writeSafetensors } from '../../../workers/export/safetensors';
import { bytesSource } from '../../../workers/readers/byteSource';
import { sniffFormat, type FileFormat } from '../../../workers/readers/format';
import { bytesOf, countingSource, faultOf, fixture, fixtureBytes } from './fixture';

function sniff(bytes: Uint8Array): Promise<FileFormat> {
  return sniffFormat(bytesSource('file', bytes));
}

describe('telling a file by its content', () => {
  const known: readonly [FileFormat, Uint8Array][] = [
    ['torch-zip', fixtureBytes('wrapped-zip.pth')],
    ['torch-legacy', fixtureBytes('wrapped-legacy.pth')],
    ['torch-legacy', fixtureBytes('protocol4-legacy.pth')],
    ['cifar-binary', fixtureBytes('three.bin')],
    ['safetensors', writeSafetensors(new Map([['a', { shape: [1], dtype: 'float32', data: [1] }]]))],
    ['npz', fixtureBytes('arrays.npz')],
    ['npy', fixtureBytes('ramp.npy')],
    ['png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13)],
    ['json', bytesOf('\ufeff\n { "recipe": 1 }')],
    ['mask-values', bytesOf('No \t Layer Name \t Neuron Idx \t Mask Score \n0 \t bn1 \t 0 \t 0.5 \n')],
    ['unknown', bytesOf('just some words')],
    ['unknown', zipSync({ 'photo.jpg': bytesOf('x') })],
    ['unknown', fixtureBytes('plain-2.pkl')],
    ['unknown', Uint8Array.of(7)],
  ];
  known.forEach(([format, bytes], index) => {
    it(`${index + 1}: ${format}`, async () => {
      expect(await sniff(bytes)).toBe(format);
    });
  });

  it('an empty file is a fault of its own', async () => {
    expect((await faultOf(() => sniff(new Uint8Array(0)))).code).toBe('file-empty');
  });

  it('a cut-off zip is damaged rather than unknown', async () => {
    expect((await faultOf(() => sniff(fixtureBytes('bare-zip.pth').slice(0, 500)))).code).toBe(
      'file-damaged',
    );
  });
});

describe('CIFAR-10 files, which have no magic bytes', () => {
  /** `count` records of noise-like pixels with labels 0..9. */
  function records(count: number): Uint8Array {
    const bytes = Uint8Array.from({ length: 3073 * count }, (_, i) => (i * 73 + (i >> 8) * 29) & 255);
    for (let record = 0; record < count; record++) bytes[3073 * record] = record % 10;
    return bytes;
  }

  it('with one bad label or a cut-off end are still recognised, so that the reader can say what is wrong', async () => {
    const bad = records(100);
    bad[3073 * 42] = 200;
    expect(await sniff(bad)).toBe('cifar-binary');
    expect(await sniff(records(10).slice(0, -1))).toBe('cifar-binary');
  });

  it('are not seen in noise', async () => {
    const noise = records(100);
    for (let record = 0; record < 100; record++) noise[3073 * record] = (record * 101) & 255;
    expect(await sniff(noise)).toBe('unknown');
    expect(await sniff(records(2).slice(0, 4000))).toBe('unknown');
  });

  it('cost a few hundred bytes, however long they are', async () => {
    const source = countingSource(fixture('three.bin'));
    await sniffFormat(source);
    expect(source.bytesRead).toBeLessThan(1000);
  });
});
