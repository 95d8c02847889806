/** What a browser's worker offers. Only the bundler reads this file: Node knows no imports of addresses. */
import './gradients';
import tfjsWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { FaultError } from '../protocol';
import plainAlone from './kernels/wasm/kernels-plain-alone.wasm?url';
import plainShared from './kernels/wasm/kernels-plain-shared.wasm?url';
import relaxedAlone from './kernels/wasm/kernels-relaxed-alone.wasm?url';
import relaxedShared from './kernels/wasm/kernels-relaxed-shared.wasm?url';
import type { KernelBuild } from './kernels/wasm/kernelBuild';
import { chooseThreads, type HelperTask, type HelperThread } from './kernels/wasm/team';
import type { DevicePlatform, SmallStore } from './platform';

/** A browser that gives no thread may never say so. */
const HELPER_DEADLINE_MS = 5000;

async function fetchKernels({ relaxed, shared }: KernelBuild): Promise<ArrayBuffer> {
  const alone = relaxed ? relaxedAlone : plainAlone;
  const url = shared ? (relaxed ? relaxedShared : plainShared) : alone;
  const response = await fetch(url);
  if (!response.ok) throw new FaultError('network-failed', { url, reason: response.status });
  return response.arrayBuffer();
}

function startHelper(task: HelperTask): Promise<HelperThread> {
  const worker = new Worker(new URL('./kernels/wasm/helper.worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    const refuse = (): void => {
      worker.terminate();
      reject(new Error('the browser gave no thread'));
    };
    const timer = setTimeout(refuse, HELPER_DEADLINE_MS);
    worker.onerror = refuse;
    worker.onmessage = () => {
      clearTimeout(timer);
      resolve({ end: () => worker.terminate() });
    };
    worker.postMessage(task);
  });
}

/** A cache of this page's own: the one store that workers have in every browser. */
const STORE = 'rnp-device';

const browserStore: SmallStore = {
  read: async (name) => {
    const answer = await (await caches.open(STORE)).match(addressOf(name));
    return answer === undefined ? null : ((await answer.json()) as Record<string, unknown>);
  },
  write: async (name, record) => (await caches.open(STORE)).put(addressOf(name), Response.json(record)),
};

/** Caches keep answers by address; nobody ever asks a server for this one. */
function addressOf(name: string): string {
  return `/kept/${encodeURIComponent(name)}`;
}

/** The platform of this worker. */
export function browserPlatform(): DevicePlatform {
  return {
    headless: false,
    // The types promise it, browsers without WebGPU and insecure pages do not have it.
    gpu: (navigator as Partial<WorkerNavigator>).gpu ?? null,
    wasm: {
      // The builds without vector instructions and with threads are never started: they need not be shipped.
      tfjsWasm: { plain: tfjsWasm, simd: tfjsWasm, threadedSimd: tfjsWasm },
      kernels: fetchKernels,
      threads: chooseThreads(navigator.hardwareConcurrency),
      startHelper,
    },
    // Insecure pages have no caches.
    store: 'caches' in self ? browserStore : null,
  };
}
