/** What the numbers were measured on. */
import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { findChromium } from '../scripts/findChromium.mjs';
import { VERSIONS } from '../workers/engine/versions';
import { hasRelaxedSimd } from '../workers/device/kernels/wasm/kernelBuild';

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** Mean number of running programs in the minute before; 0 where the system does not tell. */
  readonly load: number;
  /** Other programs compute as well: wall times and several threads are not judged. */
  readonly busy: boolean;
  readonly node: string;
  readonly kernels: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly torch: string | null;
  readonly chromium: string | null;
}

/** Above this load per core other programs compute as well. */
const BUSY_LOAD = 0.5;

/** First line that a program prints. */
function firstLine(command: string, args: readonly string[]): string | null {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? (stdout.trim().split('\n')[0] ?? null) : null;
}

const TORCH_FACTS =
  'import torch; print(torch.__version__, "with oneDNN" if torch.backends.mkldnn.is_available() else "without oneDNN")';

/** Looks around. */
export function describeMachine(torchPython: string | null): Machine {
  const chromium = findChromium();
  const [cores, load] = [availableParallelism(), loadavg()[0] ?? 0];
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores,
    load,
    busy: load > BUSY_LOAD * cores,
    node: process.versions.node,
    kernels: hasRelaxedSimd() ? 'relaxed SIMD' : 'plain SIMD',
    versions: VERSIONS,
    torch: torchPython === null ? null : firstLine(torchPython, ['-c', TORCH_FACTS]),
    chromium: chromium === null ? null : firstLine(chromium, ['--version']),
  };
}

/** The head of the printed results. */
export function machineLines(machine: Machine): string[] {
  const { busy, processor, cores, load, node, kernels, versions, torch, chromium } = machine;
  return [
    `${processor}, ${String(cores)} cores, load ${load.toFixed(1)}`,
    `Node ${node}, tfjs ${versions.tfjs ?? '?'}, playground ${versions.playground ?? '?'}, ${kernels} kernels`,
    torch === null
      ? 'no PyTorch: neither python3 nor /usr/bin/python3 can import torch, so every comparison with it is left out'
      : `PyTorch ${torch}`,
    chromium ?? 'no Chromium found',
    ...(busy
      ? ['other programs compute meanwhile: wall times and figures with several threads mean little']
      : []),
  ];
}
