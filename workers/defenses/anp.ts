/**
 * ANP, adversarial neuron pruning (Wu and Wang 2021; spec 3.4). Of each batch norm, with x^ the normalised map:
 *
 *   plain    y = m gamma x^ + beta
 *   shaken   y = (m + delta) gamma x^ + (1 + xi) beta,    delta, xi ~ U[-eps, eps], then + eps / S sign(d CE / d .), S times
 *
 *   min over m in [0, 1] of  alpha CE(plain) + (1 - alpha) CE(shaken)            SGD, weights frozen, train mode
 *
 * What was drawn and what was added may make up to 2 eps together: the code does not project, nor does this. Then every filter with
 * m <= t is cut in the original network, for thresholds from 0 up.
 */
import { type BatchTensors, disposeBatch, uploadBatch } from '../graph/batchTensors';
import { add, keep, mul, sign, type Tensor, tensor1d, tidy } from '../device/tf';
import { createRng, type Rng } from '../engine/rng';
import { differentiate, disposeStep, type StepResult } from '../graph/gradients';
import { batchNormNames } from '../graph/graph';
import { crossEntropy } from '../graph/loss';
import { parameter, type Parameters } from '../graph/nodeOps';
import {
  copyTensors,
  disposeTensors,
  moveRunningStatistics,
  type OwnedTensors,
  replaceTensor,
} from '../graph/parameters';
import { Sgd } from '../graph/sgd';
import { FaultError, type MaskSite } from '../protocol';
import { CutNetwork, orderFilters } from '../pruning/cut';
import { clampMasks, createMasks, readMasks } from '../pruning/masks';
import { thresholdCuts } from '../pruning/sweep';
import type { DefenseContext, DefenseMethod } from './defense';

type Context = DefenseContext<'anp'>;

/** Steps between two readings of all masks. */
const READ_EVERY = 5;

/** delta and xi of every site. */
export interface Shake {
  readonly scale: OwnedTensors;
  readonly shift: OwnedTensors;
}

function draw(sites: readonly MaskSite[], epsilon: number, rng: Rng): OwnedTensors {
  return new Map(
    sites.map(({ id, channels }) => [
      id,
      keep(tensor1d(Float32Array.from({ length: channels }, () => epsilon * (2 * rng.uniform() - 1)))),
    ]),
  );
}

/** The shake as it is drawn. */
export function drawShake(sites: readonly MaskSite[], epsilon: number, rng: Rng): Shake {
  return { scale: draw(sites, epsilon, rng), shift: draw(sites, epsilon, rng) };
}

/** Frees a shake. */
export function disposeShake({ scale, shift }: Shake): void {
  disposeTensors(scale);
  disposeTensors(shift);
}

/** A network with masks, and how it is shaken. */
export interface Shaken {
  readonly context: Pick<Context, 'graph' | 'sites'>;
  readonly parameters: Parameters;
  readonly masks: OwnedTensors;
  readonly shake: Shake | null;
}

/** Gradient of the cross-entropy by the masks, and by delta and xi (`scale/SITE`, `shift/SITE`), in train mode. Moves nothing. */
export function differentiateShaken(
  { context: { graph, sites }, masks, parameters, shake }: Shaken,
  { x, oneHot }: Pick<BatchTensors, 'x' | 'oneHot'>,
): StepResult {
  const scaled = new Map<string, Tensor>();
  const shifted = new Map(parameters);
  const by = new Map<string, Tensor>();
  for (const { id } of sites) {
    const mask = parameter(masks, id);
    const { beta } = batchNormNames(id);
    const scale = keep(tidy(() => (shake === null ? mask.clone() : add(mask, parameter(shake.scale, id)))));
    scaled.set(id, scale);
    by.set(`scale/${id}`, scale);
    if (shake === null) continue;
    const own = parameter(parameters, beta);
    const shift = keep(tidy(() => add(own, mul(own, parameter(shake.shift, id)))));
    shifted.set(beta, shift);
    by.set(`shift/${id}`, shift);
  }
  try {
    const result = differentiate({
      graph,
      parameters: shifted,
      masks: scaled,
      x,
      objective: (logits) => crossEntropy(logits, oneHot),
      by,
      mode: 'train',
    });
    // d / d xi = beta d / d (1 + xi) beta.
    const gradients = new Map(
      [...result.gradients].map(([name, gradient]) => {
        if (!name.startsWith('shift/')) return [name, gradient];
        const own = parameter(parameters, batchNormNames(name.slice('shift/'.length)).beta);
        const moved = keep(tidy(() => mul(gradient, own)));
        gradient.dispose();
        return [name, moved];
      }),
    );
    return { ...result, gradients };
  } finally {
    for (const each of by.values()) each.dispose();
  }
}

/** Moves a shake `reach` along the sign of its gradient. */
function worsen({ scale, shift }: Shake, gradients: ReadonlyMap<string, Tensor>, reach: number): void {
  for (const [group, prefix] of [
    [scale, 'scale/'],
    [shift, 'shift/'],
  ] as const) {
    for (const [id, own] of [...group])
      replaceTensor(
        group,
        id,
        tidy(() => add(own, mul(sign(parameter(gradients, prefix + id)), reach))),
      );
  }
}

/** One step on the masks; the losses of the plain and of the shaken network stay on the device. */
function takeStep(
  context: Context,
  {
    masks,
    parameters,
    sgd,
  }: { readonly masks: OwnedTensors; readonly parameters: OwnedTensors; readonly sgd: Sgd },
  batch: BatchTensors,
  rng: Rng,
): Tensor[] {
  const { graph, options, sites } = context;
  const { alpha, epsilon, learningRate, shakeSteps } = options;
  const network = { context, parameters, masks };
  const shake = drawShake(sites, epsilon, rng);
  const found: StepResult[] = [];
  const ask = (own: Shake | null): StepResult => {
    const step = differentiateShaken({ ...network, shake: own }, batch);
    found.push(step);
    moveRunningStatistics(graph, parameters, step.statistics);
    return step;
  };
  try {
    for (let at = 0; at < (epsilon > 0 ? shakeSteps : 0); at++)
      worsen(shake, ask(shake).gradients, epsilon / shakeSteps);
    const plain = ask(null);
    const shaken = ask(shake);
    const gradients = new Map(
      [...masks.keys()].map((id) => {
        const [one, other] = [plain, shaken].map((each) => parameter(each.gradients, `scale/${id}`)) as [
          Tensor,
          Tensor,
        ];
        return [id, keep(tidy(() => add(mul(one, alpha), mul(other, 1 - alpha))))] as const;
      }),
    );
    sgd.step(masks, gradients, { learningRate });
    for (const each of gradients.values()) each.dispose();
    clampMasks(masks);
    return [plain.value.clone(), shaken.value.clone()];
  } finally {
    for (const each of found) disposeStep(each);
    disposeShake(shake);
  }
}

/** The defense. */
export const anp: DefenseMethod<'anp'> = async function* (context) {
  const { graph, images, normalisation, options, original, seed, sites } = context;
  const { augmentation, batchSize, iterations, largest, learningRate, momentum, sweepStep } = options;
  if (sites.some(({ id }) => !original.has(batchNormNames(id).beta)))
    throw new FaultError('defense-unfit', { need: 'batch-norm' });
  const masks = createMasks(sites);
  const parameters = copyTensors(original);
  const sgd = new Sgd({ momentum, weightDecay: 0 });
  try {
    yield { kind: 'stage', stage: 'mask' };
    const rng = createRng(seed, 'anp');
    for (let step = 1; step <= iterations; step++) {
      const indices = Uint32Array.from({ length: batchSize }, () => rng.int(images.count));
      const batch = uploadBatch(images, indices, normalisation, augmentation === 'none' ? null : rng);
      const losses = takeStep(context, { masks, parameters, sgd }, batch, rng);
      disposeBatch(batch);
      const [[plain = Number.NaN] = [], [shaken = Number.NaN] = []] = await Promise.all(
        losses.map((each) => each.data<'float32'>()),
      );
      for (const each of losses) each.dispose();
      if (!Number.isFinite(plain + shaken)) throw new FaultError('diverged', { step, learningRate });
      yield {
        kind: 'step',
        stage: 'mask',
        step,
        limit: iterations,
        values: { loss: plain, shakenLoss: shaken },
      };
      if (step % READ_EVERY === 0 || step === iterations)
        yield { kind: 'masks', step, masks: await readMasks(sites, masks) };
    }
    const order = orderFilters(sites, await readMasks(sites, masks));
    const network = await CutNetwork.create(graph, original, false);
    try {
      for (const { count, threshold } of thresholdCuts(order, sweepStep)) {
        if (threshold !== null && threshold > largest) break;
        network.cut(order.slice(0, count));
        // With nothing cut, the network is as it came: where a defense stops that finds nothing.
        yield { kind: 'point', parameters: network.parameters, pruned: count, at: threshold ?? 0 };
      }
    } finally {
      network.dispose();
    }
  } finally {
    sgd.dispose();
    disposeTensors(masks);
    disposeTensors(parameters);
  }
};
