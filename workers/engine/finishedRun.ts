/** What can still be asked about a run when its stages are over: other cuts, single filters, predictions, maps, exports. */
import { bytesPerImage, type ImageSet } from '../data/images';
import { formatMaskValues, type MaskRow } from '../export/maskValues';
import { uploadImages } from '../graph/batchTensors';
import { runForward } from '../graph/infer';
import {
  type CutFilter,
  type CutRequest,
  type EvalRow,
  type ExportKind,
  FaultError,
  type HeatmapEvent,
  NETWORK_STATES,
  type NetworkState,
  type Prediction,
  type Report,
  type SavedFile,
  type Trigger,
} from '../protocol';
import { countUpTo, type FilterId, orderFilters, withHead } from '../pruning/cut';
import { CutTrial } from './cutTrial';
import { exportNetwork, stemOf } from './exportNetwork';
import { featureMaps } from './heatmaps';
import type { RunNetworks } from './networks';
import type { RunContext } from './runContext';
import { pickImages, type ShownImages } from './triggered';

export class FinishedRun {
  /** From the smallest mask up, and as the run's rule cuts. */
  private readonly byMask: readonly CutFilter[];
  private readonly order: readonly CutFilter[];
  private trial: CutTrial | null = null;

  constructor(
    readonly context: RunContext,
    readonly networks: RunNetworks,
    readonly report: Report,
  ) {
    const values = report.masks.map(
      (each) =>
        [
          each.site,
          Float32Array.from(context.recipe.prune.order === 'mean' ? each.mean : each.values),
        ] as const,
    );
    this.byMask = orderFilters(context.model.sites, new Map(values));
    this.order = withHead(report.prune.head, this.byMask);
  }

  /** The filters a request names. Throws `argument-invalid` for filters that do not exist. */
  filtersOf(cut: CutRequest): readonly FilterId[] {
    switch (cut.kind) {
      case 'count':
        return this.order.slice(0, cut.count);
      case 'threshold':
        return this.byMask.slice(0, countUpTo(this.byMask, cut.threshold));
      case 'filters': {
        for (const { site, channel } of cut.filters) this.assertFilter(site, channel);
        return cut.filters;
      }
      default:
        return cut satisfies never;
    }
  }

  /** A cut on a few images: an answer for a slider. */
  async evaluateCut(cut: CutRequest): Promise<EvalRow> {
    const filters = this.filtersOf(cut);
    const threshold = cut.kind === 'threshold' ? cut.threshold : null;
    this.trial ??= new CutTrial(this.context, this.networks);
    return this.trial.measure(filters, threshold);
  }

  /** The original network with one filter cut alone. */
  async evaluateAlone(site: string, channel: number): Promise<EvalRow> {
    return this.evaluateCut({ kind: 'filters', filters: [{ site, channel }] });
  }

  /** Feature maps of one layer and image for every network that exists. */
  async maps(layer: string, image: number): Promise<readonly HeatmapEvent[]> {
    if (!this.context.model.graph.layers.includes(layer)) {
      throw new FaultError('argument-invalid', { argument: 'layer', reason: `there is no block ${layer}` });
    }
    const all: HeatmapEvent[] = [];
    for (const network of NETWORK_STATES) {
      const classifier = this.networks.classifier(network);
      if (classifier === null) continue;
      const { shown: images, recipe } = this.context;
      all.push(
        ...(await featureMaps({
          network,
          classifier,
          images,
          image,
          layer,
          trigger: recipe.trigger,
          step: 0,
        })),
      );
    }
    return all;
  }

  /** Predictions of one network on images of the shown set. */
  async predict(
    network: NetworkState,
    images: readonly number[],
    trigger: Trigger | null,
  ): Promise<Prediction[]> {
    const classifier = this.networks.classifier(network);
    if (classifier === null) throw new FaultError('run-missing');
    return predictImages(classifier, this.context.shown, images, trigger);
  }

  /** A file of the run's results. */
  async exportAs(what: Exclude<ExportKind, { kind: 'repaired' }>): Promise<SavedFile> {
    const stem = stemOf(this.context.model);
    const text = (name: string, content: string, type: string): SavedFile => ({
      name,
      bytes: new TextEncoder().encode(content),
      type,
    });
    switch (what.kind) {
      case 'network':
        return exportNetwork(this, `${stem}-${what.network}`, what);
      case 'mask-values':
        return text('mask_values.txt', formatMaskValues(this.maskRows()), 'text/plain');
      case 'report-json':
        return text(`${stem}-report.json`, JSON.stringify(this.report, null, 1), 'application/json');
      default:
        return what satisfies never;
    }
  }

  /** Throws `argument-invalid` where there is no such filter. */
  assertFilter(site: string, channel: number): void {
    const known = this.context.model.sites.find((each) => each.id === site);
    if (known !== undefined && Number.isInteger(channel) && channel >= 0 && channel < known.channels) return;
    const reason = `there is no filter ${String(channel)} in ${site}`;
    throw new FaultError('argument-invalid', { argument: 'filter', reason });
  }

  dispose(): void {
    this.trial?.dispose();
    this.trial = null;
    this.networks.dispose();
  }

  private maskRows(): MaskRow[] {
    return this.report.masks.flatMap(({ site, values }) =>
      values.map((score, channel) => ({ layer: site, channel, score })),
    );
  }
}

/** Softmax of each row. */
function softmaxRows(logits: Float32Array, classes: number): Float32Array[] {
  return Array.from({ length: logits.length / classes }, (_, row) => {
    const values = logits.subarray(row * classes, (row + 1) * classes);
    const largest = values.reduce((max, value) => Math.max(max, value), Number.NEGATIVE_INFINITY);
    const exponentials = values.map((value) => Math.exp(value - largest));
    const total = exponentials.reduce((sum, value) => sum + value, 0);
    return exponentials.map((value) => value / total);
  });
}

/** RGB bytes of one image of a set (grey images are spread over the three channels). */
export function pictureOf(
  images: ImageSet,
  index: number,
): { height: number; width: number; rgb: Uint8Array } {
  const bytes = bytesPerImage(images);
  const pixels = images.pixels.slice(index * bytes, (index + 1) * bytes);
  const rgb =
    images.channels === 3
      ? pixels
      : Uint8Array.from({ length: pixels.length * 3 }, (_, at) => pixels[Math.floor(at / 3)] ?? 0);
  return { height: images.height, width: images.width, rgb };
}

/** What a network says about some images; those that have no version with the trigger are left out. */
export async function predictImages(
  classifier: NonNullable<ReturnType<RunNetworks['classifier']>>,
  images: ShownImages,
  indices: readonly number[],
  trigger: Trigger | null,
): Promise<Prediction[]> {
  const { numbers, images: picked } = await pickImages(images, indices, trigger);
  if (picked.count === 0) return [];
  const x = uploadImages(picked, 0, picked.count, classifier.normalisation);
  const [output] = runForward(classifier, x, { mode: 'eval' });
  x.dispose();
  if (output === undefined) return [];
  const logits = new Float32Array(await output.data<'float32'>());
  output.dispose();
  const probabilities = softmaxRows(logits, classifier.graph.classes);
  return numbers.map((image, at) => ({
    image,
    label: picked.labels[at] ?? 0,
    picture: pictureOf(picked, at),
    probabilities: probabilities[at] ?? new Float32Array(classifier.graph.classes),
  }));
}
