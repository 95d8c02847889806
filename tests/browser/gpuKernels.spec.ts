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
    // Nearly all of the time goes into compiling: every case runs in one variant, every third in the others.
    await compare(ask, { group: variant === 'quad' ? 'convolution' : 'someConvolutions', variant });
  });
}

test('gradients of depthwise convolutions are right', async ({ ask }) => {
  await compare(ask, { group: 'depthwise' });
});

test('batch norm and its gradients are right', async ({ ask }) => {
  await compare(ask, { group: 'batchNorm' });
});

test('small kernels are right', async ({ ask }) => {
  await compare(ask, { group: 'small' });
});

test('convolutions with a scale, a shift and a residual behind them are right', async ({ ask }) => {
  await compare(ask, { group: 'affine', variant: 'quad', hardware: true });
});

test('after the preparation no step waits for a shader', async ({ ask }) => {
  const answer = await ask('prepare', { broken: [], hardware: false });
  expect(answer.progress[0]).toBe(answer.progress[1]);
  expect(answer.progress[1]).toBeGreaterThan(20);
  expect(answer).toMatchObject({ refused: [], compiledLate: 0, choices: {} });
  expect(answer.error).toBeLessThanOrEqual(LARGEST_ERROR);
  expect(answer.tensors[1]).toBe(answer.tensors[0]);
});

test('a real card has its variants measured and keeps the choices; one that it computes wrongly is never chosen, and it is told', async ({
  ask,
}) => {
  const answer = await ask('prepare', { broken: [], wrong: [' shared '], hardware: true });
  // Four convolutions with three kernels each.
  expect(Object.keys(answer.choices)).toHaveLength(12);
  expect(answer.restored).toEqual(answer.choices);
  expect(Object.values(answer.choices)).not.toContain('shared');
  expect(answer).toMatchObject({ refused: ['Conv2D (shared)'], compiledLate: 0 });
  expect(answer.error).toBeLessThanOrEqual(LARGEST_ERROR);
  expect(answer.tensors[1]).toBe(answer.tensors[0]);
});

test('the browser keeps choices from one visit to the next', async ({ ask, page }) => {
  expect(await ask('keep', { record: null })).toBeNull();
  await ask('keep', { record: { 'Conv2D 1x8x8x8': 'quad' } });
  await page.reload();
  expect(await ask('keep', { record: null })).toEqual({ 'Conv2D 1x8x8x8': 'quad' });
});

test('where a card refuses the quad shaders, plain ones run, and it is told once', async ({ ask }) => {
  const { refused, error, compiledLate } = await ask('prepare', { broken: [' quad '], hardware: false });
  expect(new Set(refused).size).toBe(refused.length);
  expect(refused).toEqual(expect.arrayContaining(['Conv2D (quad)', 'Conv2DBackpropFilter (quad)']));
  expect(compiledLate).toBe(0);
  expect(error).toBeLessThanOrEqual(LARGEST_ERROR);
});

test('where a card refuses all our shaders, those of tfjs run', async ({ ask }) => {
  const broken = ['correlate', 'gradient', 'moments', 'batch norm', 'sum', 'sgd'];
  const { refused, error } = await ask('prepare', { broken, hardware: false });
  expect(refused).toEqual(expect.arrayContaining(['Conv2D (plain)', 'RnpBatchNormTrain']));
  expect(error).toBeLessThanOrEqual(LARGEST_ERROR);
});
