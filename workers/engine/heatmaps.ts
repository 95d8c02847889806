/** Feature maps as in the paper's Figure 2: the mean over the channels of a block's output, for one image. */
import { mean, type Tensor } from '../device/tf';
import { bytesPerImage, type ImageSet, take } from '../data/images';
import { applyTrigger } from '../data/triggers/triggers';
import { uploadImages } from '../graph/batchTensors';
import { type Classifier, runForward } from '../graph/infer';
import type { HeatmapEvent, NetworkState, Trigger } from '../protocol';

export interface MapRequest {
  readonly network: NetworkState;
  readonly classifier: Classifier;
  readonly images: ImageSet;
  readonly image: number;
  readonly layer: string;
  readonly trigger: Trigger | null;
  readonly step: number;
}

/** One image, and beside it the same with the trigger. */
export function imageAndTriggered(images: ImageSet, image: number, trigger: Trigger | null): ImageSet {
  const clean = take(images, [Math.min(images.count - 1, Math.max(0, image))]);
  if (trigger === null) return clean;
  const pixels = new Uint8Array(2 * bytesPerImage(clean));
  pixels.set(clean.pixels);
  pixels.set(applyTrigger(trigger, clean.pixels, clean), bytesPerImage(clean));
  return { ...clean, count: 2, pixels, labels: Uint16Array.of(clean.labels[0] ?? 0, clean.labels[0] ?? 0) };
}

/** The maps of one network: clean, and triggered where there is a trigger. */
export async function featureMaps(request: MapRequest): Promise<HeatmapEvent[]> {
  const { network, classifier, layer, image, trigger, step } = request;
  const pair = imageAndTriggered(request.images, image, trigger);
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
