/** What files are taken for, whatever they are called. */
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../../workers/readers/byteSource';
import { contentOf } from '../../../workers/reading/fileContent';
import { bytesOf, countingSource, fixtureBytes } from '../readers/fixture';

const kindOf = async (bytes: Uint8Array<ArrayBuffer>, name = 'x') =>
  (await contentOf(bytesSource(name, bytes))).kind;

describe('a look into a file', () => {
  it.each([
    ['bare-zip.pth', 'network'],
    ['bare-legacy.pth', 'network'],
    ['attack-memory.pt', 'network'],
    ['exact.npz', 'network'],
    ['onnx/flat.onnx', 'network'],
    ['images/named.npz', 'images'],
    ['images/unit-floats.npz', 'images'],
    ['images/positional.npz', 'images'],
    ['images/pictures.npy', 'images'],
    ['images/by-class.zip', 'images'],
    ['images/data_batch_1', 'images'],
    ['images/cifar-100-train', 'images'],
    ['images/pixels-first-protocol-2', 'images'],
    ['images/pixels-first-protocol-4', 'images'],
    ['images/cifar-10-python.tar.gz', 'images'],
    ['three.bin', 'images'],
    ['plain-2.pkl', 'unknown'],
  ])('tells what %s holds under any name', async (name, kind) => {
    expect(await kindOf(fixtureBytes(name))).toBe(kind);
  });

  it('tells masks, recipes and reports from other texts', async () => {
    expect(await kindOf(bytesOf('No \t Layer Name \t Neuron Idx \t Score\n0 \t bn1 \t 3 \t 0.5\n'))).toBe(
      'masks',
    );
    expect(await kindOf(bytesOf('{"format":"rnp-report"}'))).toBe('json');
    expect(await kindOf(bytesOf('epoch 1, loss 0.3\n'))).toBe('unknown');
  });

  it('says nothing of what is empty or damaged: its reader will', async () => {
    expect(await kindOf(new Uint8Array(0))).toBe('unknown');
    expect(await kindOf(fixtureBytes('bare-zip.pth').slice(0, 900))).toBe('unknown');
  });

  it('names the files in which a network keeps its numbers', async () => {
    const onnx = await contentOf(bytesSource('a', fixtureBytes('onnx/external.onnx')));
    expect(onnx).toEqual({ kind: 'network', companions: ['external.bin'] });
    const tfjs = { modelTopology: {}, weightsManifest: [{ paths: ['a/one.bin', 'two.bin'], weights: [] }] };
    expect(await contentOf(bytesSource('a', bytesOf(JSON.stringify(tfjs))))).toEqual({
      kind: 'network',
      companions: ['one.bin', 'two.bin'],
    });
    expect((await contentOf(bytesSource('a', fixtureBytes('onnx/flat.onnx')))).companions).toEqual([]);
  });

  it('reads little of a large archive', async () => {
    const pixels = Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [`dog/${i}.png`, new Uint8Array(20_000)]),
    );
    const source = countingSource(bytesSource('big', new Uint8Array(zipSync(pixels, { level: 0 }))));
    expect((await contentOf(source)).kind).toBe('images');
    expect(source.bytesRead).toBeLessThan(source.size / 10);
  });
});
