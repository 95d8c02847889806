import { describe, expect, it } from 'vitest';
import type { ContentKind } from '../../../workers/protocol';
import { itemOf, type NamedItem, sortItems } from '../../../src/features/model/itemRoles';
import { type Contents, groupLoose, itemsOf } from '../../../src/features/model/ownItems';

const item = (name: string, content: ContentKind = 'unknown', bytes = 1000): NamedItem => ({
  name,
  content,
  bytes,
});
const images = (name: string, bytes = 1000) => item(name, 'images', bytes);
const roles = (items: readonly NamedItem[], hasDefense = false) =>
  sortItems(items, hasDefense).map(({ role }) => role);
const picked = (path: string) => ({ path, file: new File(['x'], path) });

describe('telling dropped items apart', () => {
  it('goes by what they hold, however they are named', () => {
    const dropped = [
      item('pytorch_model.bin', 'network'),
      images('net.pth', 9000),
      images('run_data.npz', 500),
      item('settings.txt', 'json'),
      item('logs.txt', 'masks'),
      images('bd_test', 5000),
    ];
    expect(roles(dropped)).toEqual(['model', 'test', 'defense', 'recipe', 'masks', 'poisoned']);
  });

  it('goes by the name where a look has not told, so that the right reader says what is wrong', () => {
    const dropped = [item('cut-off.pth'), item('cut-off.zip'), item('report.json'), item('mask_values.txt')];
    expect(roles(dropped)).toEqual(['model', 'defense', 'recipe', 'masks']);
  });

  it('takes the smaller of two unnamed sets for the defender’s', () => {
    expect(roles([images('b.bin', 900), images('a.bin', 50)])).toEqual(['test', 'defense']);
  });

  it('lets the name of one set decide about the other, whatever their sizes', () => {
    expect(roles([images('test_batch.bin', 1), images('mine.bin', 9000)])).toEqual(['test', 'defense']);
    expect(roles([images('mine.bin', 1), images('data_batch_1.bin', 9000)])).toEqual(['test', 'defense']);
    expect(roles([images('GTSRB', 1e6), images('Test', 1e7)])).toEqual(['defense', 'test']);
  });

  it('takes a lone set for defense images, and for test images once those are there', () => {
    expect(roles([images('mine')])).toEqual(['defense']);
    expect(roles([images('mine')], true)).toEqual(['test']);
  });

  it('gives each role once, and offers what it does not know to the readers of networks', () => {
    const dropped = [item('a', 'network'), item('b', 'network'), item('notes.doc')];
    expect(roles(dropped)).toEqual(['model', 'ignore', 'ignore']);
    expect(itemOf(sortItems(dropped), 'model')).toBe(dropped[0]);
    expect(roles([item('weights.unknown')])).toEqual(['model']);
  });
});

describe('files that belong together', () => {
  const groups = (paths: readonly string[], companions: Readonly<Record<string, readonly string[]>> = {}) => {
    const files = paths.map(picked);
    const contents: Contents = new Map(
      files.map(({ path, file }) => [file, { kind: 'network', companions: companions[path] ?? [] }]),
    );
    return groupLoose(files, contents).map((group) => group.files.map(({ path }) => path));
  };

  it('are one item: shards, external data, batches, pictures with their table, two arrays', () => {
    const shards = ['group1-shard1of2.bin', 'group1-shard2of2.bin'];
    expect(groups([shards[0] ?? '', 'model.json', shards[1] ?? ''], { 'model.json': shards })).toEqual([
      ['model.json', ...shards],
    ]);
    expect(groups(['data_batch_1', 'test_batch', 'data_batch_2'])).toEqual([
      ['data_batch_1', 'data_batch_2'],
      ['test_batch'],
    ]);
    expect(groups(['labels.csv', 'a.png', 'b.ppm'])).toEqual([['labels.csv', 'a.png', 'b.ppm']]);
    expect(groups(['x.npy', 'y.npy'])).toEqual([['x.npy', 'y.npy']]);
  });

  it('a network has the files that it names, and no others', () => {
    const dropped = ['net.onnx', 'defense.bin', 'weights.bin', 'test.bin'];
    expect(groups(dropped, { 'net.onnx': ['weights.bin'] })).toEqual([
      ['net.onnx', 'weights.bin'],
      ['defense.bin'],
      ['test.bin'],
    ]);
    expect(groups(dropped).every((files) => files.length === 1)).toBe(true);
  });

  it('a folder that TensorFlow.js saved is a network, led by its model.json', () => {
    const files = ['group1-shard1of1.bin', 'model.json'].map((name) => picked(`mine/${name}`));
    const [item] = itemsOf([{ kind: 'folder', name: 'mine', files }], new Map());
    expect(item).toMatchObject({ name: 'mine', content: 'network' });
    expect(item?.files.map(({ path }) => path)).toEqual(['mine/model.json', 'mine/group1-shard1of1.bin']);
  });

  it('folders stay whole, and hold images', () => {
    const files = [picked('signs/0/a.ppm'), picked('signs/1/b.ppm')];
    const folder = { kind: 'folder', name: 'signs', files } as const;
    const lone = { kind: 'file', file: new File(['x'], 'a.pth') } as const;
    const items = itemsOf([folder, lone], new Map([[lone.file, { kind: 'network', companions: [] }]]));
    expect(items.map((each) => [each.name, each.files.length, each.content])).toEqual([
      ['a.pth', 1, 'network'],
      ['signs', 2, 'images'],
    ]);
  });
});
