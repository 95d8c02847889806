/** What is measured and what it has to be: every figure of the benchmark, its unit and its limits. */

export type Better = 'less' | 'more';

export interface Target {
  readonly title: string;
  /** What the number counts; empty for ratios. */
  readonly unit: string;
  readonly better: Better;
  /** Null: the figure is reported, nothing is asked of it. */
  readonly must: number | null;
  readonly stretch: number | null;
  /** Of wall time or of several threads: means nothing while other programs compute. */
  readonly needsIdle?: true;
}

const atMost = (title: string, must: number | null, stretch: number | null = null, unit = ''): Target => ({
  title,
  unit,
  better: 'less',
  must,
  stretch,
});
const atLeast = (title: string, must: number | null, stretch: number | null = null, unit = ''): Target => ({
  title,
  unit,
  better: 'more',
  must,
  stretch,
});

const onIdle = (target: Target): Target => ({ ...target, needsIdle: true });

/** By id of the figure, in the order of the table. */
export const TARGETS = {
  'step/w16-b32': atMost('step, 1 thread / PyTorch: ResNet-18 W16 B32', 3.0, 2.2),
  'step/w16-b128': atMost('step, 1 thread / PyTorch: ResNet-18 W16 B128', 3.3, 2.5),
  'step/w64-b8': atMost('step, 1 thread / PyTorch: ResNet-18 W64 B8', 3.3, 2.5),
  'step/w64-b32': atMost('step, 1 thread / PyTorch: ResNet-18 W64 B32', 3.3, 2.5),
  'step/wrn16-1-b128': atMost('step, 1 thread / PyTorch: WRN-16-1 B128', 3.3, 2.5),
  'step/two-threads': onIdle(atLeast('speed-up of 2 threads over 1: W16 B32', 1.6, 1.85)),
  'step/two-threads-b128': onIdle(atLeast('speed-up of 2 threads over 1: W16 B128', 1.6, 1.85)),
  'kernels/peak': atLeast('convolutions of a step / register peak', 0.8, 0.95),
  'tape/overhead': atMost('step through the tape / its kernels', 1.3, 1.15),
  'checks/gradients': atMost('gradients: largest relative error against cpu', 1e-5),
  'checks/loss': atMost('loss over 12 steps: largest difference to PyTorch', 0.002),
  'memory/w16-b32': atMost('wasm heap after 3 steps: W16 B32', 150, 80, 'MB'),
  'memory/w16-b128': atMost('wasm heap after 3 steps: W16 B128', 450, 250, 'MB'),
  'webgpu/stock-w8-b8': atLeast('WebGPU, W8 B8: step of stock tfjs / ours', 15, 30),
  'webgpu/first-w8-b8': atMost('WebGPU, W8 B8: first step / steady step', 8, 3),
  'webgpu/prepared-w8-b8': atMost('WebGPU, W8 B8: first step / steady step, prepared', 8, 3),
  'webgpu/stock-w16-b32': atLeast('WebGPU, W16 B32: step of stock tfjs / ours', 15, 30),
  'webgpu/first-w16-b32': atMost('WebGPU, W16 B32: first step / steady step', 8, 3),
  'webgpu/prepared-w16-b32': atMost('WebGPU, W16 B32: first step / steady step, prepared', 8, 3),
  'stock/cpu': atLeast('stock tfjs cpu / ours: step W8 B4', null),
  'stock/wasm': atLeast('stock tfjs wasm / ours: step W8 B4', null),
  'stock/wasm-forward': atLeast('stock tfjs wasm / ours: inference W16 B32', null),
  'preset/torch': onIdle(atMost('preset badnets-8 / the same passes in PyTorch', 3.5, 2.2)),
} as const satisfies Record<string, Target>;

export type FigureId = keyof typeof TARGETS;

/** One measured figure. */
export interface Figure {
  readonly id: FigureId;
  readonly value: number;
}

export type Verdict = 'stretch' | 'met' | 'missed' | 'reported' | 'busy';

/** Which limit a value keeps; `busy`: other programs compute, and such a value is not judged then. */
export function judge(target: Target, value: number, busy = false): Verdict {
  const keeps = (limit: number): boolean => (target.better === 'less' ? value <= limit : value >= limit);
  if (target.must === null) return 'reported';
  if (busy && target.needsIdle === true) return 'busy';
  if (!keeps(target.must)) return 'missed';
  return target.stretch !== null && keeps(target.stretch) ? 'stretch' : 'met';
}
