/** Poisoned pictures that BackdoorBench keeps in a folder beside the network's file, and attacks on all classes at once. */
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeReader } from '../../../cli/nodeReader';
import type { ImageSet } from '../../../workers/data/images';
import { createEvaluationSets } from '../../../workers/engine/evaluate';
import { openImageFiles } from '../../../workers/engine/loadedData';
import { loadedModel, type LoadedModel } from '../../../workers/engine/loadedModel';
import type { DataSource, PickedSet } from '../../../workers/protocol';
import { initialParameters } from '../../../workers/nets/initialise';
import { ownOrigin } from '../../../workers/nets/origin';
import { buildResnet18 } from '../../../workers/nets/resnetCifar';
import type { PoisonedFiles } from '../../../workers/readers/backdoorBench';
import { readTorchCheckpoint } from '../../../workers/readers/torch';
import { fixture, fixtureBytes } from '../readers/fixture';

/** A picture of one colour under a path; its content tells that it is PPM, whatever its name. */
function picture(path: string, level = 9): PickedSet['files'][number] {
  const head = new TextEncoder().encode('P6 32 32 255\n');
  return { path, file: new File([head, new Uint8Array(32 * 32 * 3).fill(level)], path) };
}

function setOf(name: string, files: PickedSet['files'], label?: number): PickedSet {
  return { name, files, reading: label === undefined ? {} : { label } };
}

const CLEAN = setOf(
  'clean',
  Array.from({ length: 10 }, (_, label) => picture(`clean/${String(label)}/${String(100 + label)}.png`)),
);

function sourceWith(poisoned: PickedSet): Extract<DataSource, { kind: 'files' }> {
  return { kind: 'files', defense: CLEAN, test: CLEAN, poisoned, pixels: { normalisation: 'unit' } };
}

/** What attack-disk.pt says of 2.png, 5.png and 7.png: of classes 2, 5 and 7, wanted as class 0. */
async function recordOf(name: string): Promise<PoisonedFiles | null> {
  const { attack } = await readTorchCheckpoint(fixture(name));
  return attack?.poisoned?.kind === 'files' ? attack.poisoned : null;
}

describe('a folder of poisoned pictures', () => {
  let model: LoadedModel;
  beforeAll(async () => {
    const graph = buildResnet18(2);
    const read = {
      sha256: '',
      format: 'torch-zip',
      graph,
      host: initialParameters(graph, 1),
      origin: ownOrigin(graph),
      matched: [],
      unused: [],
      notes: [],
      attack: null,
      planted: null,
      training: null,
      poisonedFiles: await recordOf('attack-disk.pt'),
    };
    model = loadedModel(read, 'attack_result.pt');
  });

  const open = (poisoned: PickedSet) =>
    openImageFiles(
      sourceWith(poisoned),
      model,
      (...asked) => nodeReader.readImages(...asked),
      () => undefined,
    );

  it.each([
    ['in folders named for the target', ['bd/0/7.png', 'bd/0/2.png', 'bd/0/5.png'], undefined],
    ['loose, with the target typed in', ['7.png', '2.png', '5.png'], 0],
    ['loose, with no label at all', ['5.png', '7.png', '2.png'], undefined],
  ])('%s has the classes that the list gives by file name', async (_, paths, label) => {
    const files = paths.map((path) => picture(path, Number(/(\d)\.png/.exec(path)?.[1])));
    const { poisoned, summary } = await open(setOf('bd_test_dataset', files, label));
    // The level of each picture is its class in the list.
    const bytes = 32 * 32 * 3;
    const levels = Array.from({ length: 3 }, (_each, at) => poisoned?.pixels[at * bytes]);
    expect([...(poisoned?.labels ?? [])]).toEqual(levels);
    expect([...levels].sort()).toEqual([2, 5, 7]);
    expect(poisoned?.wanted).toEqual(Uint16Array.of(0, 0, 0));
    expect(summary.poisoned?.notes.map(({ code }) => code)).toEqual(['labels-from-record']);
    expect(summary.defense.notes).toEqual([]);
  });

  it('with pictures the list does not know keeps its own labels, and the page says so', async () => {
    const files = ['2.png', '5.png', 'stranger.png'].map((path) => picture(path));
    const { poisoned, summary } = await open(setOf('pictures', files, 3));
    expect(poisoned?.labels).toEqual(Uint16Array.of(3, 3, 3));
    expect(poisoned?.wanted).toBeUndefined();
    expect(summary.poisoned?.notes).toContainEqual({
      code: 'record-unmatched',
      params: { count: 1, first: 'stranger.png' },
    });
  });
});

describe('attack success', () => {
  /** Images of these classes, one after another. */
  const imagesOf = (labels: readonly number[], wanted?: readonly number[]): ImageSet => ({
    count: labels.length,
    height: 1,
    width: 1,
    channels: 3,
    classes: ['0', '1', '2', '3', '4', '5', '6', '7'],
    pixels: new Uint8Array(labels.length * 3),
    labels: Uint16Array.from(labels),
    ...(wanted === undefined ? {} : { wanted: Uint16Array.from(wanted) }),
  });
  const test = imagesOf([0, 1, 2, 3]);
  const trigger = { kind: 'images', target: 0 } as const;

  it('is over pictures of other classes than the target, where the list tells them apart', async () => {
    const poisoned = imagesOf([0, 2, 3], [0, 0, 0]);
    const tested = { clean: test, poisoned, generate: null };
    const { clean, triggered, target } = await createEvaluationSets(tested, trigger, 10);
    expect(triggered?.images.labels).toEqual(Uint16Array.of(2, 3));
    expect(triggered?.wanted).toEqual(Uint16Array.of(0, 0));
    expect([clean.count, target?.count]).toEqual([3, 1]);
  });

  it('of an attack on all classes is over all pictures, each with a target of its own', async () => {
    const file = new File([fixtureBytes('attack-all-to-all.pt')], 'attack_result.pt');
    const reading = { size: null, channels: null, label: null, split: null, classes: null };
    const read = await nodeReader.readImages(
      { files: [{ path: file.name, file }], reading },
      () => undefined,
    );
    expect(read.labels).toEqual(Uint16Array.of(0, 1, 2, 3, 4, 5, 6, 7));
    const poisoned = imagesOf([...read.labels], [...(read.wanted ?? [])]);
    const { clean, triggered, target } = await createEvaluationSets(
      { clean: test, poisoned, generate: null },
      trigger,
      10,
    );
    expect(triggered?.images.labels).toEqual(read.labels);
    expect(triggered?.wanted).toEqual(Uint16Array.of(1, 2, 3, 4, 5, 6, 7, 0));
    expect([clean.count, target]).toEqual([4, null]);
  });
});
