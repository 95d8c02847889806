import { describe, expect, it } from 'vitest';
import { sortItems } from '../../../src/features/model/itemRoles';
import { groupLoose, itemsOf } from '../../../src/features/model/ownItems';

const item = (name: string, bytes = 1000, isFolder = false) => ({ name, bytes, isFolder });
const roles = (items: readonly ReturnType<typeof item>[], hasDefense = false) =>
  sortItems(items, hasDefense).map(({ role }) => role);
const picked = (path: string) => ({ path, file: new File(['x'], path) });

describe('telling dropped items apart', () => {
  it('knows networks, images, masks and recipes by name', () => {
    const dropped = [
      item('backdoored_legacy.tar'),
      item('cifar10-test-1000.bin', 3073 * 1000),
      item('cifar10-defense-500.bin', 3073 * 500),
      item('report.json'),
      item('mask_values.txt'),
      item('bd_test', 5000, true),
    ];
    expect(roles(dropped)).toEqual(['model', 'test', 'defense', 'recipe', 'masks', 'poisoned']);
  });

  it('knows the formats of networks', () => {
    for (const name of [
      'a.pth',
      'a.safetensors',
      'a.h5',
      'a.keras',
      'a.onnx',
      'model.json and 1 more',
      'a.npz',
    ])
      expect(roles([item(name)]), name).toEqual(['model']);
  });

  it('knows the formats of images', () => {
    for (const name of [
      'cifar-10-python.tar.gz',
      'signs.zip',
      'x_train.npz',
      'a.png and 3 more',
      'data_batch_1',
    ])
      expect(roles([item(name)]), name).toEqual(['defense']);
    expect(roles([item('GTSRB', 1e6, true), item('Test', 1e7, true)])).toEqual(['defense', 'test']);
  });

  it('takes the smaller of two unnamed sets for the defender’s', () => {
    expect(roles([item('b.bin', 3073 * 900), item('a.bin', 3073 * 50)])).toEqual(['test', 'defense']);
  });

  it('lets the name of one set decide about the other, whatever their sizes', () => {
    expect(roles([item('test_batch.bin', 3073), item('mine.bin', 3073 * 9000)])).toEqual(['test', 'defense']);
    expect(roles([item('mine.bin', 3073), item('data_batch_1.bin', 3073 * 9000)])).toEqual([
      'test',
      'defense',
    ]);
  });

  it('takes a lone set for defense images, and for test images once those are there', () => {
    expect(roles([item('images.bin')])).toEqual(['defense']);
    expect(roles([item('images.bin')], true)).toEqual(['test']);
  });

  it('knows images without an ending by their size', () => {
    expect(roles([item('batch', 3073 * 10)])).toEqual(['defense']);
  });

  it('gives each role once, and offers what it does not know to the readers of networks', () => {
    expect(roles([item('a.pth'), item('b.pt'), item('notes.doc')])).toEqual(['model', 'ignore', 'ignore']);
    expect(roles([item('weights.unknown')])).toEqual(['model']);
  });
});

describe('files that belong together', () => {
  const groups = (...paths: string[]) =>
    groupLoose(paths.map(picked)).map(({ files }) => files.map(({ path }) => path));

  it('are one item: shards, external data, batches, pictures with their table, two arrays', () => {
    expect(groups('group1-shard1of2.bin', 'model.json', 'group1-shard2of2.bin')).toEqual([
      ['model.json', 'group1-shard1of2.bin', 'group1-shard2of2.bin'],
    ]);
    expect(groups('net.onnx', 'net.onnx_data')).toEqual([['net.onnx', 'net.onnx_data']]);
    expect(groups('data_batch_1', 'test_batch', 'data_batch_2')).toEqual([
      ['data_batch_1', 'data_batch_2'],
      ['test_batch'],
    ]);
    expect(groups('labels.csv', 'a.png', 'b.ppm')).toEqual([['labels.csv', 'a.png', 'b.ppm']]);
    expect(groups('x.npy', 'y.npy')).toEqual([['x.npy', 'y.npy']]);
  });

  it('and others stay apart; folders stay whole', () => {
    expect(groups('a.pth', 'defense.bin')).toEqual([['a.pth'], ['defense.bin']]);
    const files = [picked('signs/0/a.ppm'), picked('signs/1/b.ppm')];
    const folder = { kind: 'folder', name: 'signs', files } as const;
    const lone = { kind: 'file', file: new File(['x'], 'a.pth') } as const;
    expect(itemsOf([folder, lone]).map(({ name, files }) => [name, files.length])).toEqual([
      ['a.pth', 1],
      ['signs', 2],
    ]);
  });
});
