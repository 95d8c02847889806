import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../../workers/readers/byteSource';
import { looksLikeHdf5 } from '../../../workers/readers/hdf5/superblock';
import { looksLikeKerasZip, readKerasH5, readKerasZip } from '../../../workers/readers/keras';
import { parseJson, textMember } from '../../../workers/readers/kerasJson';
import { inOrder } from '../../../workers/readers/kerasWeights';
import { looksLikeTfjsModel, readTfjs, readTfjsZip } from '../../../workers/readers/tfjs';
import { tfjsFiles } from '../importers/keras/fixtures';
import { bytesOf, faultOf, fixture, fixtureBytes } from './fixture';

const FOLDER = 'keras/plain-stack';

describe('Keras files', () => {
  it('of Keras 2 hold a description and weights by name', async () => {
    const file = await readKerasH5(fixture(`${FOLDER}/keras2.h5`));
    expect(file).toMatchObject({ format: 'keras-h5', kerasVersion: '2.11.0', naming: 'by-name' });
    expect(textMember(file.config ?? undefined, 'class_name')).toBe('Sequential');
    expect(file.weights.map(({ group }) => group)).toEqual([
      'conv2d',
      'conv2d_1',
      'batch_normalization',
      'depthwise_conv2d',
      'dense',
      'dense_1',
    ]);
    const [conv] = file.weights;
    expect(conv?.tensors.map(({ name, tensor }) => [name, tensor.shape])).toEqual([
      ['conv2d/kernel', [3, 3, 3, 4]],
      ['conv2d/bias', [4]],
    ]);
  });

  it('of Keras 3 are zips with numbered weights', async () => {
    const file = await readKerasZip(fixture(`${FOLDER}/keras3.keras`));
    expect(file).toMatchObject({ format: 'keras-zip', kerasVersion: '3.6.0', naming: 'by-class' });
    expect(file.weights.map(({ group }) => group)).toContain('layers/conv2d_1');
    const labelled = await readKerasZip(fixture('keras/functional/keras3.keras'));
    expect(labelled.weights.find(({ group }) => group === 'layers/conv2d')?.label).toBe('stem');
    const nested = await readKerasH5(fixture('keras/nested/keras3.weights.h5'));
    expect(nested.config).toBeNull();
    expect(nested.weights.map(({ group }) => group)).toContain('layers/functional/layers/conv2d_1');
  });

  it('may split lists of names that are long', async () => {
    const { weights } = await readKerasH5(fixture('keras/small-functional/keras2.weights.h5'));
    expect(weights.map(({ group }) => group)).toEqual(['conv', 'dense']);
  });

  it('are told by their bytes and names', () => {
    expect(looksLikeHdf5(fixtureBytes(`${FOLDER}/keras2.h5`))).toBe(true);
    expect(looksLikeHdf5(fixtureBytes(`${FOLDER}/keras3.keras`))).toBe(false);
    expect(looksLikeKerasZip(['metadata.json', 'config.json', 'model.weights.h5'])).toBe(true);
    expect(looksLikeKerasZip(['archive/data.pkl'])).toBe(false);
  });

  it('say what they are not', async () => {
    const other = await faultOf(() => readKerasH5(fixture('keras/hdf5-earliest.h5')));
    expect(other).toMatchObject({ code: 'file-unknown', file: 'keras/hdf5-earliest.h5' });
    const zip = zipSync({
      'config.json': bytesOf('{'),
      'model.weights.h5': fixtureBytes(`${FOLDER}/keras2.weights.h5`),
    });
    expect(await faultOf(() => readKerasZip(bytesSource('a.keras', zip)))).toMatchObject({
      code: 'file-damaged',
      params: { reason: 'its config.json is no JSON' },
    });
  });

  it('sort their groups by number', () => {
    expect(inOrder(['conv2d_10', 'conv2d', 'dense', 'conv2d_2', '1', '0'])).toEqual([
      '0',
      '1',
      'conv2d',
      'conv2d_2',
      'conv2d_10',
      'dense',
    ]);
  });
});

describe('TensorFlow.js models', () => {
  const { model, shards } = tfjsFiles('plain-stack');

  it('are model.json and its shards, dropped together', async () => {
    const file = await readTfjs(model, shards);
    if (file.format !== 'tfjs-layers') throw new RangeError('it is a layers model');
    expect(
      file.weights.find(({ group }) => group === 'batch_normalization')?.tensors.map(({ name }) => name),
    ).toEqual(
      ['gamma', 'beta', 'moving_mean', 'moving_variance'].map((name) => `batch_normalization/${name}`),
    );
  });

  it('may lie in a zip, in a folder of it', async () => {
    const entries: Record<string, Uint8Array> = {};
    for (const file of [model, ...shards]) {
      entries[`net/${file.name.slice(FOLDER.length + 1)}`] = fixtureBytes(file.name);
    }
    const zipped = await readTfjsZip(bytesSource('net.zip', zipSync(entries)));
    expect(zipped).toEqual(await readTfjs(model, shards));
  });

  it('name the shards that are missing', async () => {
    const fault = await faultOf(() => readTfjs(model, shards.slice(0, 1)));
    expect(fault).toMatchObject({
      code: 'file-companion-missing',
      params: { name: 'group1-shard2of2.bin' },
    });
  });

  it('are known by their topology', () => {
    expect(looksLikeTfjsModel(parseJson(fixtureBytes(`${FOLDER}/model.json`), 'it'))).toBe(true);
    expect(looksLikeTfjsModel({ modelTopology: [], weightsManifest: [] })).toBe(false);
    expect(looksLikeTfjsModel([])).toBe(false);
  });

  const manifest = (weights: readonly object[], bytes: number) => {
    const json = { modelTopology: {}, weightsManifest: [{ paths: ['a.bin'], weights }] };
    return readTfjs(bytesSource('model.json', bytesOf(JSON.stringify(json))), [
      bytesSource(
        'a.bin',
        new Uint8Array(bytes).map((_, at) => at),
      ),
    ]);
  };
  const spec = (more: object) => ({ name: 'a/kernel', shape: [2], dtype: 'float32', ...more });

  it.each([
    ['uint8', spec({ quantization: { dtype: 'uint8', scale: 0.5, min: -1 } }), 2, [-1, -0.5]],
    ['uint16', spec({ quantization: { dtype: 'uint16', scale: 1, min: 0 } }), 4, [0x100, 0x302]],
    ['float16', spec({ quantization: { dtype: 'float16' } }), 4, [256 * 2 ** -24, 770 * 2 ** -24]],
    ['int32', spec({ dtype: 'int32' }), 8, [0x3020100, Math.fround(0x7060504)]],
  ])('unpack %s', async (_, weight, bytes, expected) => {
    const file = await manifest([weight], bytes);
    if (file.format !== 'tfjs-layers') throw new RangeError('it is a layers model');
    const [layer] = file.weights;
    expect([...(layer?.tensors[0]?.tensor.data ?? [])]).toEqual(expected);
  });

  it.each([
    ['shards that are too short', [spec({})], 7],
    ['shards that are too long', [spec({})], 9],
    ['a shape beyond all bounds', [spec({ shape: [2 ** 50, 2 ** 50] })], 8],
    ['a negative size', [spec({ shape: [-2] })], 8],
    ['an unknown type', [spec({ dtype: 'complex64' })], 8],
    ['an unknown quantisation', [spec({ quantization: { dtype: 'uint4', scale: 1, min: 0 } })], 8],
    ['two tensors of one name', [spec({ shape: [1] }), spec({ shape: [1] })], 8],
    ['no name', [{ shape: [1], dtype: 'float32' }], 4],
  ])('with %s are damaged', async (_, weights, bytes) => {
    expect((await faultOf(() => manifest(weights, bytes))).code).toBe('file-damaged');
  });
});
