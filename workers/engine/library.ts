/** What is open: one network and one set of images, from the zoo, the generator or the user's files. */
import { normalisationOf } from '../data/normalise';
import type { Classifier } from '../graph/infer';
import { disposeTensors, uploadTensors } from '../graph/parameters';
import { prepareNetwork } from '../graph/prepareNetwork';
import {
  type AttackRecipe,
  type DataReference,
  type DataSource,
  type DataSummary,
  FaultError,
  type FileContent,
  type FileReport,
  type ImageRole,
  type MasksSummary,
  type ModelHint,
  type ModelSource,
  type ModelSummary,
  type PickedFile,
  type Picture,
  type Prediction,
  type PreprocessingRow,
  type Recipe,
  type ResizedPicture,
  sizeMisfit,
  type Trigger,
  type ZooEntry,
} from '../protocol';
import type { FileReader, NamedBlob, TellRead } from '../reading/fileReader';
import { pictureOf, predictImages } from './finishedRun';
import { type LoadedData, openImageFiles, openShapes, shapesName, shownOf } from './loadedData';
import { type LoadedMasks, loadedMasks } from './loadedMasks';
import { type LoadedModel, loadedModel } from './loadedModel';
import type { TellPhase } from './loadJobs';
import { type ReadImageFiles, ReadSets } from './readSets';
import { Offers } from './offers';
import type { KnownTraining } from './poisonedSet';
import { tryPreprocessings } from './preprocessing';
import { breathe } from './scheduler';
import { drawTrainingShapes, type TrainingImages } from './trainingImages';
import { pickImages } from './triggered';

/** Programs of a graphics card serve batches of all sizes: a small one needs little memory while they are compiled. */
const FEW_IMAGES = 2;

/** Bytes of a file that ships with the page; `read` hears how many have come and may throw to stop. */
export type AssetReader = (
  path: string,
  read?: (done: number, total: number | null) => void,
) => Promise<Uint8Array>;

/** What a recipe names, all of it open. */
export interface OpenParts {
  readonly model: LoadedModel;
  readonly data: LoadedData;
  readonly masks: LoadedMasks | null;
}

function reading(tell: TellPhase): TellRead {
  return (step, done, total) => tell(step, done, total, step === 'unpack' ? 'image' : 'byte');
}

export class Library {
  private model: LoadedModel | null = null;
  private zooId: string | null = null;
  private data: LoadedData | null = null;
  private dataSource: DataSource | null = null;
  private masks: LoadedMasks | null = null;
  readonly offers = new Offers();
  private readonly sets: ReadSets;

  constructor(
    private readonly readAsset: AssetReader,
    private readonly reader: FileReader,
  ) {
    this.sets = new ReadSets(reader);
  }

  /** Opens a network; the one before it is dropped only when the new one is whole. */
  async openModel(source: ModelSource, tell: TellPhase): Promise<ModelSummary> {
    tell('read');
    const files = await this.modelFiles(source, tell);
    const hint = source.kind === 'zoo' ? null : source.hint;
    const read = await this.reader.readNetwork({ files, hint }, reading(tell));
    const opened = loadedModel(read, source.kind === 'zoo' ? source.id : source.name);
    // Variants are measured by the run, which knows its batch.
    await prepareNetwork(opened.graph, {
      images: FEW_IMAGES,
      measure: false,
      on: { progress: (done, total) => tell('compile', done, total, 'program') },
    });
    this.model = opened;
    this.zooId = source.kind === 'zoo' ? source.id : null;
    this.masks = null;
    return opened.summary;
  }

  /** How the open network was trained: as its file says, or the zoo's list. Null where nobody knows. Throws `network-failed`. */
  async trainingOf(): Promise<KnownTraining | null> {
    const { model, zooId } = this;
    if (model === null) return null;
    if (model.training !== null) return { recipe: model.training, planted: model.summary.planted };
    if (zooId === null) return null;
    // The list is this project's own and is checked by its tests.
    const bytes = await this.readAsset('zoo/manifest.json');
    const { networks } = JSON.parse(new TextDecoder().decode(bytes)) as { networks: readonly ZooEntry[] };
    const entry = networks.find(({ id }) => id === zooId);
    return entry === undefined ? null : { recipe: entry.training, planted: entry.trigger };
  }

  /** What files hold, in their order. */
  async tellApart(files: readonly PickedFile[]): Promise<readonly FileContent[]> {
    return this.reader.tellApart({ files }, () => undefined);
  }

  /** What the files of a network hold, whether it can be opened or not. */
  async examine(files: readonly PickedFile[], hint: ModelHint | null, tell: TellPhase): Promise<FileReport> {
    tell('read');
    return this.reader.examine({ files, hint }, reading(tell));
  }

  /** Opens masks of another run. Throws `model-missing`, or `masks-mismatch` where they belong to another network. */
  async openMasks(file: File, tell: TellPhase): Promise<MasksSummary> {
    if (this.model === null) throw new FaultError('model-missing');
    tell('read');
    const read = await this.reader.readMasks({ file: { path: file.name, file } }, reading(tell));
    this.masks = loadedMasks(read, this.model.sites, file.name);
    return this.masks.summary;
  }

  /** Opens images; those before them are dropped only when the new ones are whole. */
  async openData(asked: DataSource, tell: TellPhase): Promise<DataSummary> {
    const source = this.offers.resolve(asked);
    tell(source.kind === 'shapes' ? 'draw-data' : 'read');
    await breathe();
    this.data = await this.sets.replace(async (read) =>
      source.kind === 'shapes'
        ? openShapes(source.seed)
        : openImageFiles(source, this.model, read, reading(tell)),
    );
    this.dataSource = source;
    return this.data.summary;
  }

  /** Reads image files, whatever is open. */
  get readImages(): ReadImageFiles {
    return this.sets.read;
  }

  /** Both, or the fault that says which is missing. */
  private opened(): OpenParts {
    if (this.model === null) throw new FaultError('model-missing');
    if (this.data === null) throw new FaultError('data-missing');
    return { model: this.model, data: this.data, masks: this.masks };
  }

  /** Both, of one size: kernels know no better answer to others than to refuse. */
  private openedOfOneSize(): OpenParts {
    const parts = this.opened();
    const misfit = sizeMisfit(parts.model.summary, parts.data.summary);
    if (misfit !== null) throw new FaultError(misfit.code, misfit.params);
    return parts;
  }

  /**
   * The network and images a recipe names: those that are open, or from the zoo and the generator.
   * Throws `model-missing`, `data-missing` or `checksum-mismatch`.
   */
  async openFor(recipe: Pick<Recipe, 'model' | 'data' | 'masks'>, tell: TellPhase): Promise<OpenParts> {
    const { model, data, masks } = recipe;
    if (model.kind === 'file') {
      assertSame(model.name, model.sha256, this.model?.summary.sha256, 'model-missing');
    } else if (this.zooId !== model.id) await this.openModel(model, tell);
    if (data.kind === 'files') this.assertOpen(data);
    else if (
      this.data?.summary.kind !== 'shapes' ||
      this.data.summary.defense.name !== shapesName(data.seed)
    ) {
      await this.openData(data, tell);
    }
    if (masks === undefined) return { ...this.opened(), masks: null };
    assertSame(masks.name, masks.sha256, this.masks?.summary.sha256, 'masks-missing');
    return this.opened();
  }

  /**
   * The images an attack recipe names: drawn, or those that are open. Throws `data-missing` or `checksum-mismatch`.
   */
  async openForTraining({ data }: AttackRecipe, tell: TellPhase): Promise<TrainingImages> {
    if (data.kind === 'shapes') {
      const train = await drawTrainingShapes(data, tell);
      const known =
        this.data?.summary.defense.name === shapesName(data.seed) ? this.data : openShapes(data.seed);
      return { train, test: known.test };
    }
    this.assertOpen(data);
    if (this.data === null) throw new FaultError('data-missing');
    return { train: this.data.pool, test: this.data.test };
  }

  /** The preprocessing doctor on the defense images. */
  async diagnose(tell: TellPhase): Promise<PreprocessingRow[]> {
    const { model, data } = this.openedOfOneSize();
    const source = this.dataSource;
    // The doctor turns the bytes itself: it needs them as they lie in the file.
    const plain =
      source?.kind === 'files'
        ? await openImageFiles(
            { ...source, test: null, poisoned: null, pixels: { normalisation: 'unit' } },
            model,
            this.sets.read,
            reading(tell),
          )
        : data;
    return this.asking(model, (parameters) =>
      tryPreprocessings({ graph: model.graph, parameters, images: plain.pool }, tell),
    );
  }

  /** What the open network says about the open images. Throws `image-size-mismatch` where it cannot take them. */
  async predict(images: readonly number[], trigger: Trigger | null): Promise<readonly Prediction[]> {
    const { model, data } = this.openedOfOneSize();
    const normalisation = normalisationOf(data.summary.pixels.normalisation, data.pool.channels);
    return this.asking(model, (parameters) =>
      predictImages({ graph: model.graph, parameters, normalisation }, shownOf(data, model), images, trigger),
    );
  }

  /** Pictures of the open images, with the trigger where there is one; those without such a version are left out. */
  async preview(images: readonly number[], trigger: Trigger | null): Promise<Picture[]> {
    if (this.data === null) throw new FaultError('data-missing');
    const { numbers, images: picked } = await pickImages(shownOf(this.data, this.model), images, trigger);
    return numbers.map((_, at) => pictureOf(picked, at));
  }

  /** A few pictures of one role, each beside what it was in its file. */
  resizedPictures(role: ImageRole): ResizedPicture[] {
    if (this.data === null) throw new FaultError('data-missing');
    const { pool, test, poisoned, originals } = this.data;
    const images = { defense: pool, test, poisoned }[role];
    if (images === null) return [];
    return originals[role].map(({ index, size, shown }) => ({
      from: size,
      original: shown,
      resized: pictureOf(images, index),
    }));
  }

  /** Throws unless the open images are those a recipe names. */
  private assertOpen({ defense, test, poisoned }: Extract<DataReference, { kind: 'files' }>): void {
    const summary = this.data?.summary;
    const pairs = [
      [defense, summary?.defense],
      [test, summary?.test],
      [poisoned ?? null, summary?.poisoned],
    ] as const;
    for (const [named, open] of pairs)
      if (named !== null) assertSame(named.name, named.sha256, open?.sha256, 'data-missing');
  }

  private async asking<T>(
    model: LoadedModel,
    work: (parameters: Classifier['parameters']) => Promise<T>,
  ): Promise<T> {
    const parameters = uploadTensors(model.host);
    try {
      return await work(parameters);
    } finally {
      disposeTensors(parameters);
    }
  }

  private async modelFiles(source: ModelSource, tell: TellPhase): Promise<readonly NamedBlob[]> {
    if (source.kind === 'file') return source.files;
    // The id becomes part of an address: nothing but a plain name may.
    if (!/^[a-z0-9-]+$/.test(source.id)) throw new FaultError('preset-unknown', { id: source.id, known: '' });
    const path = `${source.id}.safetensors`;
    const bytes = await this.readAsset(`zoo/${path}`, (done, total) => {
      tell('read', done, total, 'byte');
    });
    return [{ path, file: new Blob([new Uint8Array(bytes)]) }];
  }
}

function assertSame(
  name: string,
  expected: string,
  found: string | undefined,
  missing: 'model-missing' | 'data-missing' | 'masks-missing',
): void {
  if (found === undefined) throw new FaultError(missing, { name });
  if (found !== expected) throw new FaultError('checksum-mismatch', { name, expected, found });
}
