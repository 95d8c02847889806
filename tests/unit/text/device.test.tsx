/** What is said about the machine: the reason, and why there is only one thread. */
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { DeviceCard } from '../../../src/app/DeviceLine';
import { deviceSentences } from '../../../src/text/start';
import type { DeviceReport } from '../../../workers/protocol';

const WASM: DeviceReport = {
  backend: 'wasm',
  name: 'WebAssembly SIMD',
  threads: 1,
  reason: 'no-webgpu',
  software: false,
  available: ['wasm', 'cpu'],
  selfTestError: 1e-7,
};

/** Card and line about a device, as text. */
function wordsOf(device: DeviceReport): readonly string[] {
  const card = renderToStaticMarkup(<DeviceCard device={device} />).replace(/<[^>]+>/g, ' ');
  return [card, deviceSentences(device)];
}

describe('the device card and the line on Start', () => {
  it.each([
    ['not-isolated', 'One thread: this page is not cross-origin isolated.'],
    ['refused', 'One thread: the browser refused the workers for more.'],
  ] as const)('say why there is one thread: %s', (threadsRefused, sentence) => {
    for (const words of wordsOf({ ...WASM, threadsRefused })) expect(words).toContain(sentence);
  });

  it('say nothing of threads where none were refused', () => {
    for (const words of wordsOf(WASM)) expect(words).not.toMatch(/One thread|null|undefined/);
  });

  it('say that WebAssembly did not start, and not that the browser lacks it', () => {
    const report: DeviceReport = { ...WASM, backend: 'cpu', name: 'JavaScript', reason: 'wasm-failed' };
    for (const words of wordsOf(report)) {
      expect(words).toContain('WebAssembly could not be started');
      expect(words).not.toContain('SIMD');
    }
  });

  it('name the browsers that have what is missing', () => {
    const report: DeviceReport = { ...WASM, backend: 'cpu', name: 'JavaScript', reason: 'no-simd' };
    for (const words of wordsOf(report))
      expect(words).toMatch(/lacks WebAssembly SIMD.*Chrome 91, Firefox 89, Safari 16\.4 and newer/);
  });
});
