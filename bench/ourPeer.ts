/** Our side as a process of its own, asked like torch_peer.py: so that numbers of threads and heaps do not mix. */
import { createInterface } from 'node:readline';
import { wasmMemoryBytes, type WasmHeap } from '../workers/device/kernels/wasm/heap';
import { startStock, startWasm } from './device';
import { timed, type Times } from './measure';
import { type Case, nameOf } from './networks';
import { runPreset } from './presetRun';
import { startingPoint, Training } from './training';

type Work = 'step' | 'forward';

/** Each request has the fields that its `op` needs. */
interface Request extends Case {
  readonly op: Work | 'stock' | 'memory' | 'preset';
  readonly threads: number;
  readonly preset: string;
  readonly backend: 'cpu' | 'wasm';
  readonly work: Work;
}

/** Memory of this process so far. */
export interface MemoryReading {
  readonly heapBytes: number;
  readonly peakBytes: number;
}

const KILOBYTE = 1024;

let heap: WasmHeap | null = null;
let current: { readonly name: string; readonly training: Training } | null = null;

function trainingOf(which: Case): Training {
  const name = nameOf(which);
  if (current?.name !== name) {
    current?.training.dispose();
    current = { name, training: new Training(startingPoint(which)) };
  }
  return current.training;
}

function measure(which: Case, work: Work): Promise<Times> {
  const training = trainingOf(which);
  return timed(() => (work === 'step' ? training.step() : training.forward()));
}

async function answer(request: Request): Promise<unknown> {
  switch (request.op) {
    case 'step':
    case 'forward':
      heap ??= await startWasm(request.threads);
      return measure(request, request.op);
    case 'stock':
      await startStock(request.backend);
      return measure(request, request.work);
    case 'memory':
      return {
        heapBytes: heap === null ? 0 : wasmMemoryBytes(heap),
        peakBytes: process.resourceUsage().maxRSS * KILOBYTE,
      } satisfies MemoryReading;
    case 'preset':
      return runPreset(request.preset, request.threads);
    default:
      throw new RangeError(`unknown request ${String(request.op satisfies never)}`);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  let reply: unknown;
  try {
    reply = { ok: true, value: await answer(JSON.parse(line) as Request) };
  } catch (thrown) {
    reply = { ok: false, error: thrown instanceof Error ? thrown.message : String(thrown) };
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
