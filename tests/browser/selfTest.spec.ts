/** Every device that the page may run on proves itself in a real browser, in a worker, from the built bundle. */
import { expect, test } from './lab';

test('wasm in a browser passes its self-test', async ({ ask }) => {
  const { report, tensors, seconds } = await ask('selfTest', { device: 'wasm' });
  console.log(
    `${report.name}: error ${report.selfTestError?.toExponential(1) ?? '?'}, ${seconds.toFixed(1)} s`,
  );
  expect(report).toMatchObject({ backend: 'wasm', reason: 'asked', threads: 1, software: false });
  expect(report.available).toEqual(expect.arrayContaining(['wasm', 'cpu']));
  expect(report.selfTestError).toBeLessThanOrEqual(1e-5);
  expect(tensors[1]).toBe(tensors[0]);
});

test('webgpu, emulated, passes its self-test; without an adapter this fails', async ({ ask }) => {
  test.setTimeout(600_000);
  const { report, tensors, seconds } = await ask('selfTest', { device: 'webgpu' });
  console.log(
    `${report.name}: error ${report.selfTestError?.toExponential(1) ?? '?'}, ${seconds.toFixed(1)} s`,
  );
  expect(report).toMatchObject({ backend: 'webgpu', reason: 'asked', software: true });
  expect(report.selfTestError).toBeLessThanOrEqual(1e-4);
  expect(tensors[1]).toBe(tensors[0]);
});

test('left to itself, the page prefers wasm to an emulated graphics card, and says why', async ({ ask }) => {
  const report = await ask('start', { device: 'auto' });
  expect(report).toMatchObject({ backend: 'wasm', reason: 'software-adapter', software: false });
  expect(report.available[0]).toBe('webgpu');
});

test('a device can be left and started again', async ({ ask }) => {
  await ask('start', { device: 'webgpu' });
  await ask('start', { device: 'wasm' });
  expect(await ask('start', { device: 'webgpu' })).toMatchObject({ backend: 'webgpu' });
  expect(await ask('start', { device: 'cpu' })).toMatchObject({ backend: 'cpu' });
});

test('webgl, emulated, passes its self-test', async ({ ask }) => {
  test.setTimeout(600_000);
  const { report, tensors, seconds } = await ask('selfTest', { device: 'webgl' });
  console.log(
    `${report.name}: error ${report.selfTestError?.toExponential(1) ?? '?'}, ${seconds.toFixed(1)} s`,
  );
  expect(report).toMatchObject({ backend: 'webgl', reason: 'asked', software: true });
  expect(report.selfTestError).toBeLessThanOrEqual(1e-4);
  expect(tensors[1]).toBe(tensors[0]);
});
