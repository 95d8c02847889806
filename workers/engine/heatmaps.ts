/** Feature maps as in the paper's Figure 2: the mean over the channels of a block's output, for one image. */
import { mean, type Tensor } from '../device/tf';
import { concat, type ImageSet } from '../data/images';
import { uploadImages } from '../graph/batchTensors';
import { type Classifier, runForward } from '../graph/infer';
import type { HeatmapEvent, NetworkState, Trigger } from '../protocol';
import { pickImages, type ShownImages } from './triggered';

export interface MapRequest {
  readonly network: NetworkState;
  readonly classifier: Classifier;
  readonly images: ShownImages;
  readonly image: number;
  readonly layer: string;
  readonly trigger: Trigger | null;
  readonly step: number;
}

/** One image, and beside it the same with the trigger where there is such a picture. */
export async function imageAndTriggered(
  images: ShownImages,
  image: number,
  trigger: Trigger | null,
): Promise<ImageSet> {
  const index = Math.min(images.clean.count - 1, Math.max(0, image));
  const { images: clean } = await pickImages(images, [index], null);
  return trigger === null ? clean : concat(clean, (await pickImages(images, [index], trigger)).images);
}

/** The maps of one network: clean, and triggered where there is a trigger. */
export async function featureMaps(request: MapRequest): Promise<HeatmapEvent[]> {
  const { network, classifier, layer, image, trigger, step } = request;
  const pair = await imageAndTriggered(request.images, image, trigger);
  const x = uploadImages(pair, 0, pair.count, classifier.normalisation);
  const [logits, activation] = runForward(classifier, x, { mode: 'eval', taps: [layer] });
  x.dispose();
  logits?.dispose();
  if (activation === undefined) return [];
  const map: Tensor = mean(activation, 3);
  activation.dispose();
  const values = new Float32Array(await map.data<'float32'>());
  const [count = 1, rows = 1, columns = 1] = map.shape;
  map.dispose();
  return Array.from({ length: count }, (_, index) => ({
    kind: 'heatmap',
    network,
    step,
    layer,
    image,
    triggered: index === 1,
    rows,
    columns,
    values: values.slice(index * rows * columns, (index + 1) * rows * columns),
  }));
}
