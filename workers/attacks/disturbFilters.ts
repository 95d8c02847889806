/**
 * Filters disturbed against clean accuracy, one step of sign ascent (ANP, Wu & Wang 2021, equation 4, with one step and beta left
 * alone):
 *
 *   w_c <- (1 + d_c) w_c,    d_c = eps sign(dCE(clean images) / dd_c)
 *
 * w_c are the parameters that a mask multiplies: gamma, or a convolution's kernel and bias where no batch norm follows.
 */
import { epochBatches } from '../data/batches';
import type { ImageSet } from '../data/images';
import { type Tensor, tensor } from '../device/tf';
import { disposeBatch, uploadBatch } from '../graph/batchTensors';
import { differentiate, disposeStep } from '../graph/gradients';
import type { Graph } from '../graph/graph';
import type { HostTensors } from '../graph/hostTensors';
import type { Classifier } from '../graph/infer';
import { crossEntropy } from '../graph/loss';
import { downloadTensors, type OwnedTensors, replaceTensor } from '../graph/parameters';
import { siteParameters } from '../graph/sites';
import type { FilterName } from './attack';

/** The tensors through which the filters act. */
function scaledTensors(
  graph: Graph,
  parameters: ReadonlyMap<string, Tensor>,
  filters: readonly FilterName[],
): ReadonlyMap<string, Tensor> {
  const sites = [...new Set(filters.map(({ site }) => site))];
  return new Map(
    sites
      .flatMap((site) => siteParameters(graph, site).scaled)
      .flatMap((name) => {
        const own = parameters.get(name);
        return own === undefined ? [] : [[name, own] as const];
      }),
  );
}

/** Calls `visit` for each value of a filter, by the name of its tensor and the position in it. */
function eachValue(
  graph: Graph,
  weights: HostTensors,
  { site, channel }: FilterName,
  visit: (name: string, at: number, weight: number) => void,
): void {
  for (const name of siteParameters(graph, site).scaled) {
    const { shape, data } = weights.get(name) ?? { shape: [1], data: new Float32Array() };
    const step = shape[shape.length - 1] ?? 1;
    for (let at = channel; at < data.length; at += step) visit(name, at, data[at] ?? 0);
  }
}

/** How fast the mean cross-entropy over all of `images`, in eval mode, rises with each filter's share d_c. */
export async function filterSlopes(
  { graph, parameters, normalisation }: Classifier,
  filters: readonly FilterName[],
  images: ImageSet,
  batchSize: number,
): Promise<Float64Array> {
  const by = scaledTensors(graph, parameters, filters);
  const weights = await downloadTensors(by);
  const slopes = new Float64Array(filters.length);
  for (const { indices } of epochBatches(images.count, null, { batchSize, last: 'keep' })) {
    const batch = uploadBatch(images, indices, normalisation, null);
    try {
      const objective = (logits: Tensor): Tensor => crossEntropy(logits, batch.oneHot);
      const step = differentiate({ graph, parameters, x: batch.x, objective, by, mode: 'eval' });
      const gradients = await downloadTensors(step.gradients);
      disposeStep(step);
      filters.forEach((filter, at) => {
        eachValue(graph, weights, filter, (name, place, weight) => {
          const along = weight * (gradients.get(name)?.data[place] ?? 0);
          slopes[at] = (slopes[at] ?? 0) + (along * indices.length) / images.count;
        });
      });
    } finally {
      disposeBatch(batch);
    }
  }
  return slopes;
}

/** Disturbs `filters` of the classifier in place; a filter whose slope is 0 stays. */
export async function disturbFilters(
  classifier: Classifier & { readonly parameters: OwnedTensors },
  filters: readonly FilterName[],
  images: ImageSet,
  { epsilon, batchSize }: { readonly epsilon: number; readonly batchSize: number },
): Promise<void> {
  if (filters.length === 0) return;
  const { graph, parameters } = classifier;
  const slopes = await filterSlopes(classifier, filters, images, batchSize);
  const weights = await downloadTensors(scaledTensors(graph, parameters, filters));
  filters.forEach((filter, at) => {
    const factor = 1 + epsilon * Math.sign(slopes[at] ?? 0);
    eachValue(graph, weights, filter, (name, place, weight) => {
      const data = weights.get(name)?.data;
      if (data !== undefined) data[place] = factor * weight;
    });
  });
  for (const [name, { shape, data }] of weights) replaceTensor(parameters, name, tensor(data, [...shape]));
}
