/** Runs on what a user brings: ready poisoned images, networks without batch norm, images of another size. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writeNpz } from '../../../workers/export/npz';
import { writeNetwork } from '../../../workers/engine/exportNetwork';
import { GraphBuilder } from '../../../workers/graph/builder';
import { initialParameters } from '../../../workers/nets/initialise';
import { createRecipe, type DataSource, type PickedSet, type Recipe } from '../../../workers/protocol';
import { fixtureBytes } from '../readers/fixture';
import { createLab, type Lab, ownNetwork, smallRecipe, startBackend } from './smallRun';

let lab: Lab;
beforeAll(startBackend);
beforeEach(async () => {
  lab = await createLab();
});

/** `count` pictures of one grey level a class, as NumPy writes them. */
function pictures(count: number, side = 32, shift = 0): File {
  const images = Uint8Array.from({ length: count * side * side * 3 }, (_, at) => {
    const image = Math.floor(at / (side * side * 3));
    return (image % 10) * 25 + ((at * 7 + shift) % 20);
  });
  const labels = Int32Array.from({ length: count }, (_, at) => at % 10);
  const bytes = writeNpz(
    new Map([
      ['images', { shape: [count, side, side, 3], dtype: 'uint8' as const, data: images }],
      ['labels', { shape: [count], dtype: 'int32' as const, data: labels }],
    ]),
  );
  return new File([bytes], `pictures-${String(count)}.npz`);
}

function setOf(file: File): PickedSet {
  return { name: file.name, files: [{ path: file.name, file }], reading: {} };
}

describe('own images', () => {
  async function withFiles(recipe: Recipe, source: Extract<DataSource, { kind: 'files' }>): Promise<Recipe> {
    const { defense, test, poisoned } = await lab.session.loadData({ job: 'data', source });
    const reference = (set: { name: string; sha256: string } | null) => ({
      name: set?.name ?? '',
      sha256: set?.sha256 ?? '',
    });
    return {
      ...recipe,
      data: {
        kind: 'files',
        defense: reference(defense),
        test: reference(test),
        poisoned: reference(poisoned),
        ...source.pixels,
      },
      trigger: { kind: 'images', target: 0 },
    };
  }

  it('that are poisoned already measure attack success without a trigger', async () => {
    const source = {
      kind: 'files',
      defense: setOf(pictures(60)),
      test: setOf(pictures(50)),
      poisoned: setOf(pictures(40, 32, 3)),
      pixels: { normalisation: 'half' },
    } as const;
    const recipe = await withFiles(await smallRecipe(lab), source);
    const report = await lab.session.run({ job: 'run', recipe });
    expect(report.data.poisoned?.count).toBe(40);
    // It goes to the page and into the report: facts, and never the pictures themselves.
    const facts = [
      'channels',
      'classCounts',
      'count',
      'format',
      'height',
      'name',
      'notes',
      'resized',
      'sha256',
    ];
    expect(Object.keys(report.data.defense).toSorted()).toEqual([...facts, 'width']);
    expect(report.baseline.attackSuccessRate).not.toBeNull();
    const maps = await lab.session.maps({ run: 'run', layer: 'layer3.1', image: 0 });
    // These pictures are as like one another as like themselves: none is shown as another's triggered version.
    expect(maps.map(({ triggered }) => triggered)).not.toContain(true);
    lab.session.dispose();
  });

  it('of another size are brought to the network’s, and the card says so', async () => {
    await smallRecipe(lab);
    const data = await lab.session.loadData({
      job: 'data',
      source: {
        kind: 'files',
        defense: setOf(pictures(20, 48)),
        test: null,
        poisoned: null,
        pixels: { normalisation: 'unit' },
      },
    });
    expect(data.defense).toMatchObject({ height: 32, width: 32, resized: { from: [48, 48], to: [32, 32] } });
  });

  it('of another size stand beside what became of them, in a summary without a pixel', async () => {
    await smallRecipe(lab);
    const source = {
      kind: 'files',
      defense: setOf(pictures(20, 48)),
      test: setOf(pictures(10)),
      poisoned: null,
      pixels: { normalisation: 'unit' },
    } as const;
    const summary = await lab.session.loadData({ job: 'data', source });
    expect(Object.keys(summary.defense)).not.toContain('pixels');
    const shown = lab.session.resizedPictures({ role: 'defense' });
    expect(shown.map(({ from }) => from)).toEqual([
      [48, 48],
      [48, 48],
      [48, 48],
    ]);
    expect(shown[0]?.original.rgb).toHaveLength(48 * 48 * 3);
    expect(shown[0]?.resized.rgb).toHaveLength(32 * 32 * 3);
    // The pictures are of one grey level a class and come from all parts of the set, in its order.
    expect(shown.map(({ original }) => Math.floor((original.rgb[0] ?? 0) / 25))).toEqual([0, 7, 4]);
    expect(lab.session.resizedPictures({ role: 'test' })).toEqual([]);
    expect(lab.session.resizedPictures({ role: 'poisoned' })).toEqual([]);
  });

  it('without labels are refused with the role they were given for', async () => {
    await smallRecipe(lab);
    const bare = new File(
      [
        writeNpz(
          new Map([['images', { shape: [2, 32, 32, 3], dtype: 'uint8', data: new Uint8Array(6144) }]]),
        ),
      ],
      'bare.npz',
    );
    const source = (label?: number) =>
      ({
        kind: 'files',
        defense: setOf(pictures(5)),
        test: { ...setOf(bare), reading: label === undefined ? {} : { label } },
        poisoned: null,
        pixels: { normalisation: 'unit' },
      }) as const;
    await expect(lab.session.loadData({ job: 'data', source: source() })).rejects.toMatchObject({
      fault: { code: 'labels-missing', params: { role: 'test', count: 2 } },
    });
    // The defense images are of the first five classes only; the network has ten.
    const { test, classes } = await lab.session.loadData({ job: 'again', source: source(9) });
    expect(classes).toHaveLength(10);
    expect(test?.classCounts[9]).toBe(2);
  });

  it('of one archive are trained on and measured with by their parts', async () => {
    await smallRecipe(lab);
    const file = new File([fixtureBytes('images/cifar-10-binary.tar.gz')], 'cifar.tar.gz');
    const load = (reading: PickedSet['reading']) =>
      lab.session.loadData({
        job: `data ${JSON.stringify(reading)}`,
        source: {
          kind: 'files',
          defense: setOf(file),
          test: { ...setOf(file), reading },
          poisoned: null,
          pixels: { normalisation: 'rnp' },
        },
      });
    const split = (part: string) => [{ code: 'split-taken', params: { split: part } }];
    const usual = await load({});
    expect(usual.defense.notes).toEqual(split('train'));
    expect(usual.test?.notes).toEqual(split('test'));
    expect((await load({ split: 'train' })).test?.notes).toEqual(split('train'));
  });

  it('handed over in pieces are the same as at once', async () => {
    await smallRecipe(lab);
    const file = pictures(20);
    lab.session.offerFiles({ offer: 'a', files: [{ path: file.name, file }] });
    const set = { name: file.name, files: [], offer: 'a', reading: {} };
    const source = {
      kind: 'files',
      defense: set,
      test: null,
      poisoned: null,
      pixels: { normalisation: 'unit' },
    } as const;
    expect((await lab.session.loadData({ job: 'data', source })).defense.count).toBe(20);
  });
});

describe('a network that takes other pictures', () => {
  it('says nothing about those that are open, and names both sizes', async () => {
    await smallRecipe(lab);
    await lab.session.loadData({ job: 'data', source: { kind: 'shapes', seed: 1 } });
    const g = new GraphBuilder([28, 28, 1]);
    const x = g.activation('relu', g.conv('conv', 'input', 4, { size: 3, bias: true, masked: true }));
    const graph = g.build('grey', g.dense('fc', g.flatten('flatten', x), 10));
    const network = {
      graph,
      host: initialParameters(graph, 1),
      origin: { entries: [], wrapper: null },
      meta: {},
    };
    const saved = await writeNetwork(network, 'onnx', 'grey');
    await lab.session.loadModel({
      job: 'model',
      source: ownNetwork(new File([new Uint8Array(saved.bytes)], saved.name)),
    });
    const question = { run: null, network: 'backdoored', images: [0], trigger: null } as const;
    await expect(lab.session.predict(question)).rejects.toMatchObject({
      fault: {
        code: 'image-size-mismatch',
        params: { expected: '28 × 28 × 1', found: '32 × 32 × 3' },
      },
    });
  });
});

describe('a network without batch norm', () => {
  it('is masked and cut on its convolutions, and goes out as ONNX', async () => {
    const g = new GraphBuilder([32, 32, 3]);
    let x = g.activation('relu1', g.conv('conv1', 'input', 6, { size: 3, bias: true, masked: true }));
    x = g.pool('maxPool', 'pool1', x, { size: 4 });
    x = g.activation('relu2', g.conv('conv2', x, 8, { size: 3, bias: true, masked: true }));
    const graph = g.build(
      'plain',
      g.dense('fc', g.flatten('flatten', g.pool('maxPool', 'pool2', x, { size: 4 })), 10),
    );
    const host = initialParameters(graph, 1);
    const network = { graph, host, origin: { entries: [], wrapper: null }, meta: {} };
    const saved = await writeNetwork(network, 'onnx', 'plain');
    const model = await lab.session.loadModel({
      job: 'model',
      source: ownNetwork(new File([new Uint8Array(saved.bytes)], saved.name)),
    });
    expect(model).toMatchObject({
      format: 'onnx',
      channels: 14,
      notes: [{ kind: 'masks-on-convolutions', count: 2 }],
    });
    const base = createRecipe({
      model: { kind: 'file', name: model.name, sha256: model.sha256 },
      data: { kind: 'shapes', seed: 1 },
      trigger: null,
    });
    const report = await lab.session.run({
      job: 'run',
      recipe: {
        ...base,
        defense: { ...base.defense, images: 48, batchSize: 16 },
        unlearn: { ...base.unlearn, maxEpochs: 2, stopRule: 'never', marginSteps: 2 },
        recover: { ...base.recover, epochs: 2 },
        prune: { ...base.prune, rule: 'count', count: 2 },
        watch: { everySteps: 4, images: 16, testImages: 48, sweepImages: 16 },
      },
    });
    expect(report.prune.chosen.pruned).toBe(2);
    const sheet = await lab.session.inspectFilter({ run: 'run', site: 'conv2', channel: 3, image: 0 });
    expect(sheet).toMatchObject({ gamma: null });
    expect(sheet.weightNorm).toBeGreaterThan(0);
    const cut = await lab.session.exportAs({
      run: 'run',
      what: { kind: 'network', network: 'pruned', format: 'onnx' },
    });
    expect(cut.name).toBe('plain-pruned.onnx');
    lab.session.dispose();
  });
});
