/** Compares a device in the browser with recorded numbers, or with another device. Files come from /cases. */
import { disposeBatch, uploadBatch } from '../../../workers/graph/batchTensors';
import { NORMALISATIONS } from '../../../workers/data/normalise';
import type { ImageSet } from '../../../workers/data/images';
import { differentiate, disposeStep } from '../../../workers/graph/gradients';
import { trainableNames } from '../../../workers/graph/graph';
import { inferLogits } from '../../../workers/graph/infer';
import { crossEntropy } from '../../../workers/graph/loss';
import type { HostTensors } from '../../../workers/graph/hostTensors';
import { disposeTensors, downloadTensors, uploadTensors } from '../../../workers/graph/parameters';
import { relativeError } from '../../../workers/device/relativeError';
import { largestError } from '../../../workers/graph/selfTest';
import { toTorchLayout } from '../../../workers/nets/layout';
import { type LoadedNetwork, loadStateDict } from '../../../workers/nets/load';
import { type ByteSource, bytesSource } from '../../../workers/readers/byteSource';
import { readCifar10 } from '../../../workers/readers/images/cifarBinary';
import { type NdArray, readNpz } from '../../../workers/readers/npy';
import { readTorchCheckpoint } from '../../../workers/readers/torch';
import type { LogitsAnswer, StepAnswer } from './commands';

const CLASSES = Array.from({ length: 10 }, (_, label) => String(label));
const NORMALISATION = NORMALISATIONS.rnp;

async function fetchFile(path: string): Promise<Response> {
  const response = await fetch(`/cases/${path}`);
  if (!response.ok) throw new Error(`no case ${path}`);
  return response;
}

async function fetchCase(path: string): Promise<ByteSource> {
  return bytesSource(path, new Uint8Array(await (await fetchFile(path)).arrayBuffer()));
}

async function fetchArrays(file: string): Promise<(name: string) => NdArray> {
  const arrays = await readNpz(await fetchCase(`parity/${file}`));
  return (name) => {
    const array = arrays.get(name);
    if (array === undefined) throw new RangeError(`${file} holds no ${name}`);
    return array;
  };
}

async function fetchNetwork(): Promise<LoadedNetwork> {
  return loadStateDict((await readTorchCheckpoint(await fetchCase('parity/backdoored_zip.pth'))).tensors);
}

function imageSet(pixels: Uint8Array, labels: Uint16Array): ImageSet {
  return { count: labels.length, height: 32, width: 32, channels: 3, classes: CLASSES, pixels, labels };
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}

/** Eval-mode logits of the first recorded images, against PyTorch's. */
export async function compareLogits(start: () => Promise<unknown>, count: number): Promise<LogitsAnswer> {
  const recorded = await fetchArrays('eval64.npz');
  const pixels = Uint8Array.from(recorded('images_u8_nhwc').data.subarray(0, count * 3072));
  const { graph, host } = await fetchNetwork();
  await start();
  const from = performance.now();
  const parameters = uploadTensors(host);
  const images = imageSet(pixels, new Uint16Array(count));
  const logits = await inferLogits({ graph, parameters, normalisation: NORMALISATION }, images);
  const seconds = secondsSince(from);
  disposeTensors(parameters);
  const expected = recorded('logits_clean').data.subarray(0, logits.length);
  return { error: Math.max(...logits.map((value, at) => Math.abs(value - (expected[at] ?? NaN)))), seconds };
}

interface Step {
  readonly loss: number;
  readonly gradients: HostTensors;
  readonly seconds: number;
}

/** One step of unlearning without the update: cross-entropy in train mode and its gradient by every parameter. */
async function runStep({ graph, host }: LoadedNetwork, count: number): Promise<Step> {
  const { images, labels } = await readCifar10(await fetchCase('data/cifar10-defense-500.bin'));
  const order = (await fetchArrays('batches.npz'))('unlearning_batches').data.subarray(0, count);
  const from = performance.now();
  const batch = uploadBatch(
    imageSet(images, Uint16Array.from(labels)),
    Uint32Array.from(order),
    NORMALISATION,
    null,
  );
  const parameters = uploadTensors(host);
  const by = new Map([...parameters].filter(([name]) => trainableNames(graph).includes(name)));
  const objective = (logits: Parameters<typeof crossEntropy>[0]) => crossEntropy(logits, batch.oneHot);
  const step = differentiate({ graph, parameters, x: batch.x, objective, by, mode: 'train' });
  const [loss = Number.NaN] = await step.value.data();
  const gradients = await downloadTensors(step.gradients);
  disposeStep(step);
  disposeBatch(batch);
  disposeTensors(parameters);
  return { loss, gradients, seconds: secondsSince(from) };
}

/** The same step on two devices; the second one is the reference. */
export async function compareStep(
  starts: readonly [() => Promise<unknown>, () => Promise<unknown>],
  count: number,
): Promise<StepAnswer> {
  const network = await fetchNetwork();
  await starts[0]();
  const actual = await runStep(network, count);
  await starts[1]();
  const expected = await runStep(network, count);
  const gradientError = largestError(actual.gradients, expected.gradients);
  return { loss: actual.loss, otherLoss: expected.loss, gradientError, seconds: actual.seconds };
}

/** Tensors whose gradients were recorded. */
const RECORDED = [
  'conv1.weight',
  'bn1.weight',
  'bn1.bias',
  'layer4.1.bn2.weight',
  'linear.weight',
  'linear.bias',
  'layer2.0.shortcut.0.weight',
];
const BATCH = 128;

/** The whole first batch of the recorded unlearning, against PyTorch. */
export async function compareWithRecording(start: () => Promise<unknown>): Promise<StepAnswer> {
  const network = await fetchNetwork();
  const recorded = await fetchArrays('unlearning_step1.npz');
  const history = (await (await fetchFile('parity/unlearning.json')).json()) as { loss: number[] };
  await start();
  const { loss, gradients, seconds } = await runStep(network, BATCH);
  const errors = RECORDED.map((name) => {
    const [spec, gradient] = [network.graph.parameters.get(name), gradients.get(name)];
    if (spec === undefined || gradient === undefined) throw new RangeError(`no gradient of ${name}`);
    // Recorded after the sign flip.
    const expected = Float32Array.from(recorded(`grad_${name.replaceAll('.', '_')}`).data, (value) => -value);
    return relativeError(toTorchLayout(spec, gradient).data, expected);
  });
  return { loss, otherLoss: history.loss[0] ?? Number.NaN, gradientError: Math.max(...errors), seconds };
}
