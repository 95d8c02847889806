/** Detection on WebGPU, emulated: the same triggers and entropies as wasm gives, on a tiny network. */
import { expect, test } from './lab';

test('webgpu finds the triggers and entropies that wasm finds', async ({ ask }) => {
  test.setTimeout(600_000);
  const { entropies, masks, moved, patterns, seconds, tensors } = await ask('detection', {
    device: 'webgpu',
  });
  console.log(
    `masks within ${masks.toExponential(1)}, patterns ${patterns.toExponential(1)}, entropies ${entropies.toExponential(1)}, ${seconds.toFixed(1)} s`,
  );
  // The search has left its first mask, which is the same everywhere.
  expect(moved).toBeGreaterThan(0.01);
  expect(masks).toBeLessThanOrEqual(1e-3);
  expect(patterns).toBeLessThanOrEqual(1e-3);
  expect(entropies).toBeLessThanOrEqual(1e-4);
  expect(tensors[1]).toBe(tensors[0]);
});
