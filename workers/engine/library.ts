/** What is open: one network and one set of images, from the zoo, the generator or the user's files. */
import { NORMALISATIONS } from '../data/normalise';
import { agreement, type Classifier, predictClasses } from '../graph/infer';
import { disposeTensors, uploadTensors } from '../graph/parameters';
import { prepareNetwork } from '../graph/prepareNetwork';
import {
  type DataSource,
  type DataSummary,
  FaultError,
  type ModelSource,
  type ModelSummary,
  NORMALISATION_IDS,
  type Picture,
  type Prediction,
  type PreprocessingRow,
  type Recipe,
  type Trigger,
} from '../protocol';
import { bytesSource, type ByteSource, fileSource } from '../readers/byteSource';
import { pickImages, pictureOf, predictImages } from './finishedRun';
import { type LoadedData, openImageFiles, openShapes, shapesName } from './loadedData';
import { type LoadedModel, openModel } from './loadedModel';
import { type TellPhase, telling } from './loadJobs';
import { breathe } from './scheduler';

/** Programs of a graphics card serve batches of all sizes: a small one needs little memory while they are compiled. */
const FEW_IMAGES = 2;

/** Bytes of a file that ships with the page; `read` hears how many have come and may throw to stop. */
export type AssetReader = (
  path: string,
  read?: (done: number, total: number | null) => void,
) => Promise<Uint8Array>;

export interface OpenPair {
  readonly model: LoadedModel;
  readonly data: LoadedData;
}

export class Library {
  private model: LoadedModel | null = null;
  private zooId: string | null = null;
  private data: LoadedData | null = null;

  constructor(private readonly readAsset: AssetReader) {}

  /** Opens a network; the one before it is dropped only when the new one is whole. */
  async openModel(source: ModelSource, tell: TellPhase): Promise<ModelSummary> {
    tell('read');
    const name = source.kind === 'zoo' ? source.id : source.file.name;
    const opened = await openModel(await this.modelBytes(source, tell), name);
    // Variants are measured by the run, which knows its batch.
    await prepareNetwork(opened.graph, {
      images: FEW_IMAGES,
      measure: false,
      on: { progress: (done, total) => tell('compile', done, total, 'program') },
    });
    this.model = opened;
    this.zooId = source.kind === 'zoo' ? source.id : null;
    return opened.summary;
  }

  /** Opens images; those before them are dropped only when the new ones are whole. */
  async openData(source: DataSource, tell: TellPhase): Promise<DataSummary> {
    tell(source.kind === 'shapes' ? 'draw-data' : 'read');
    await breathe();
    this.data = await this.readData(source, tell);
    return this.data.summary;
  }

  /** Both, or the fault that says which is missing. */
  opened(): OpenPair {
    if (this.model === null) throw new FaultError('model-missing');
    if (this.data === null) throw new FaultError('data-missing');
    return { model: this.model, data: this.data };
  }

  /**
   * The network and images a recipe names: those that are open, or from the zoo and the generator.
   * Throws `model-missing`, `data-missing` or `checksum-mismatch`.
   */
  async openFor(recipe: Recipe, tell: TellPhase): Promise<OpenPair> {
    const { model, data } = recipe;
    if (model.kind === 'file') {
      assertSame(model.name, model.sha256, this.model?.summary.sha256, 'model-missing');
    } else if (this.zooId !== model.id) await this.openModel(model, tell);
    if (data.kind === 'files') {
      assertSame(data.defense.name, data.defense.sha256, this.data?.summary.defense.sha256, 'data-missing');
      if (data.test !== null) {
        assertSame(data.test.name, data.test.sha256, this.data?.summary.test?.sha256, 'data-missing');
      }
    } else if (
      this.data?.summary.kind !== 'shapes' ||
      this.data.summary.defense.name !== shapesName(data.seed)
    ) {
      await this.openData(data, tell);
    }
    return this.opened();
  }

  /** The preprocessing doctor: accuracy on the defense images under each normalisation, best first. */
  async diagnose(tell: TellPhase): Promise<PreprocessingRow[]> {
    const { model, data } = this.opened();
    return this.asking(model, async (parameters) => {
      const rows: PreprocessingRow[] = [];
      for (const [done, normalisation] of NORMALISATION_IDS.entries()) {
        const classifier = { graph: model.graph, parameters, normalisation: NORMALISATIONS[normalisation] };
        const accuracy = agreement(await predictClasses(classifier, data.pool), data.pool.labels);
        rows.push({ normalisation, accuracy });
        tell('baseline', done + 1, NORMALISATION_IDS.length);
        await breathe();
      }
      return rows.sort((left, right) => right.accuracy - left.accuracy);
    });
  }

  /** What the open network says about the open images. */
  async predict(images: readonly number[], trigger: Trigger | null): Promise<readonly Prediction[]> {
    const { model, data } = this.opened();
    const normalisation = NORMALISATIONS[data.summary.normalisation];
    return this.asking(model, (parameters) =>
      predictImages(
        { graph: model.graph, parameters, normalisation },
        data.test ?? data.pool,
        images,
        trigger,
      ),
    );
  }

  /** Pictures of the open images, with the trigger where there is one. */
  preview(images: readonly number[], trigger: Trigger | null): Picture[] {
    if (this.data === null) throw new FaultError('data-missing');
    const picked = pickImages(this.data.test ?? this.data.pool, images, trigger);
    return images.map((_, at) => pictureOf(picked, at));
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

  private async modelBytes(source: ModelSource, tell: TellPhase): Promise<ByteSource> {
    if (source.kind === 'file') return telling(fileSource(source.file), tell);
    // The id becomes part of an address: nothing but a plain name may.
    if (!/^[a-z0-9-]+$/.test(source.id)) throw new FaultError('preset-unknown', { id: source.id, known: '' });
    const file = `${source.id}.safetensors`;
    const bytes = await this.readAsset(`zoo/${file}`, (done, total) => {
      tell('read', done, total, 'byte');
    });
    return bytesSource(file, bytes);
  }

  private async readData(source: DataSource, tell: TellPhase): Promise<LoadedData> {
    if (source.kind === 'shapes') return openShapes(source.seed);
    const test = source.test === null ? null : telling(fileSource(source.test), tell);
    return openImageFiles(telling(fileSource(source.defense), tell), test, source.normalisation);
  }
}

function assertSame(
  name: string,
  expected: string,
  found: string | undefined,
  missing: 'model-missing' | 'data-missing',
): void {
  if (found === undefined) throw new FaultError(missing, { name });
  if (found !== expected) throw new FaultError('checksum-mismatch', { name, expected, found });
}
