/** Our side as a process of its own, asked like torch_peer.py: so that numbers of threads and heaps do not mix. */
import { createInterface } from 'node:readline';
import { wasmMemoryBytes, type WasmHeap } from '../workers/device/kernels/wasm/heap';
import { startWasm } from './device';
import { timed, type Times } from './measure';
import { type Case, nameOf } from './networks';
import { runPreset } from './presetRun';
import { startingPoint, Training } from './training';

interface Request extends Case {
  readonly op: string;
  readonly threads: number;
  readonly preset: string;
}

/** Memory of this process so far. */
export interface MemoryReading {
  readonly heapBytes: number;
  readonly peakBytes: number;
}

const KILOBYTE = 1024;

let heap: WasmHeap | null = null;
let current: { readonly name: string; readonly training: Training } | null = null;

async function trainingOf(request: Request): Promise<Training> {
  heap ??= await startWasm(request.threads);
  const name = nameOf(request);
  if (current?.name !== name) {
    current?.training.dispose();
    current = { name, training: new Training(startingPoint(request)) };
  }
  return current.training;
}

async function answer(request: Request): Promise<unknown> {
  switch (request.op) {
    case 'step':
    case 'forward': {
      const training = await trainingOf(request);
      return (await timed(() =>
        request.op === 'step' ? training.step() : training.forward(),
      )) satisfies Times;
    }
    case 'memory':
      return {
        heapBytes: heap === null ? 0 : wasmMemoryBytes(heap),
        peakBytes: process.resourceUsage().maxRSS * KILOBYTE,
      } satisfies MemoryReading;
    case 'preset':
      return runPreset(request.preset, request.threads);
    default:
      throw new RangeError(`unknown request ${request.op}`);
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
