/** Our WebGPU kernels against tfjs's plain JavaScript backend, in a worker of a real browser. */
import { VARIANTS } from '../../workers/device/kernels/webgpu/convolutionTile';
import { type Ask, expect, test } from './lab';
import type { Commands } from './harness/commands';

const LARGEST_ERROR = 1e-5;

async function compare(ask: Ask, takes: Commands['kernels']['takes']): Promise<void> {
  const { errors, tensors, seconds } = await ask('kernels', takes);
  const worst = Math.max(...errors.map(([, error]) => error));
  console.log(`${errors.length} cases, worst error ${worst.toExponential(1)}, ${seconds.toFixed(1)} s`);
  expect(errors.filter(([, error]) => !(error <= LARGEST_ERROR))).toEqual([]);
  expect(tensors[1]).toBe(tensors[0]);
}

for (const variant of VARIANTS) {
  test(`${variant} convolutions and their gradients are right`, async ({ ask }) => {
    await compare(ask, { group: 'convolution', variant });
  });
}

test('gradients of depthwise convolutions are right', async ({ ask }) => {
  await compare(ask, { group: 'depthwise' });
});

test('batch norm and its gradients are right', async ({ ask }) => {
  await compare(ask, { group: 'batchNorm' });
});
