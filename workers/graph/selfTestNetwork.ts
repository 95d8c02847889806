/** The tiny network of the self-test: every kind of step that training a residual network takes, with fixed numbers. */
import { GraphBuilder } from './builder';
import type { Graph } from './graph';
import type { HostTensors } from './hostTensors';
import { sizeOf } from './shapes';

export const SELF_TEST_BATCH = 4;
const SIZE = 8;
const CLASSES = 5;

/** Site whose mask the self-test differentiates by. */
const SELF_TEST_MASK_SITE = 'block.bn2';

/** 3x3 stem, a residual block with stride 2 and a projection, pooling, a dense layer: 8 x 8 x 3 pictures, 5 classes. */
export function buildSelfTestGraph(): Graph {
  const g = new GraphBuilder([SIZE, SIZE, 3]);
  const stem = g.batchNorm('bn1', g.conv('conv1', 'input', 8, { size: 3 }), { stage: 0 });
  const x = g.activation('relu1', stem);
  const narrow = g.batchNorm('block.bn1', g.conv('block.conv1', x, 12, { size: 3, stride: 2 }), { stage: 1 });
  const middle = g.activation('block.relu1', narrow);
  const deep = g.batchNorm(SELF_TEST_MASK_SITE, g.conv('block.conv2', middle, 12, { size: 3 }), {
    stage: 1,
    lastInBlock: true,
  });
  const projected = g.conv('block.shortcut.0', x, 12, { size: 1, stride: 2, padding: 0 });
  const shortcut = g.batchNorm('block.shortcut.1', projected, { stage: 1 });
  const sum = g.activation('block', g.add('block.add', deep, shortcut));
  return g.build('self-test', g.dense('linear', g.globalAvgPool('pool', sum), CLASSES));
}

/**
 * Repeatable values in [-1, 1): a hash of the index, the same on every machine.
 * @param stream tells tensors apart
 */
function hashedValues(count: number, stream: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => {
    let hash = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
    return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 31 - 1;
  });
}

/** Gammas, variances and masks stay well away from 0. */
function aroundOne(values: Float32Array): Float32Array {
  return values.map((value) => 1 + value / 2);
}

function isPositive(name: string): boolean {
  return name.endsWith('.running_var') || /bn\d\.weight$|shortcut\.1\.weight$/.test(name);
}

/** Everything the self-test computes with, as plain numbers. */
interface SelfTestData {
  readonly parameters: HostTensors;
  /** The mask of {@link SELF_TEST_MASK_SITE}. */
  readonly masks: HostTensors;
  /** Pictures `x` [N, H, W, 3] and one-hot `labels` [N, K]. */
  readonly batch: HostTensors;
}

/** The fixed numbers. */
export function selfTestData(graph: Graph): SelfTestData {
  const parameters = [...graph.parameters].map(([name, { shape }], index) => {
    const values = hashedValues(sizeOf(shape), index);
    return [name, { shape, data: isPositive(name) ? aroundOne(values) : values }] as const;
  });
  const channels = 12;
  const mask = { shape: [channels], data: aroundOne(hashedValues(channels, 100)) };
  const labels = new Float32Array(SELF_TEST_BATCH * CLASSES);
  for (let row = 0; row < SELF_TEST_BATCH; row++) labels[row * CLASSES + row] = 1;
  const pixels = hashedValues(SELF_TEST_BATCH * SIZE * SIZE * 3, 101);
  return {
    parameters: new Map(parameters),
    masks: new Map([[SELF_TEST_MASK_SITE, mask]]),
    batch: new Map([
      ['x', { shape: [SELF_TEST_BATCH, SIZE, SIZE, 3], data: pixels }],
      ['labels', { shape: [SELF_TEST_BATCH, CLASSES], data: labels }],
    ]),
  };
}
