/** A whole run of the default preset beside the same passes in PyTorch. */
import type { Times } from '../measure';
import type { MemoryReading } from '../ourPeer';
import { countPasses, type Pass, type PassCounts } from '../passLog';
import { startOurs, startTorch } from '../peers';
import type { PresetResult } from '../presetRun';
import { type Lab, NO_TORCH, type SectionResult } from '../section';
import { columns, digits } from '../table';

const PRESET = { id: 'badnets-8', net: 'resnet18', width: 8 } as const;
const MEGABYTE = 2 ** 20;

interface TorchReplay extends Times {
  readonly counts: PassCounts;
  readonly peakBytes: number;
}

interface OurRun {
  readonly result: PresetResult;
  readonly peakBytes: number;
}

async function runOurs(threads: number): Promise<OurRun> {
  const peer = startOurs();
  try {
    const result = await peer.ask<PresetResult>({ op: 'preset', preset: PRESET.id, threads });
    const { peakBytes } = await peer.ask<MemoryReading>({ op: 'memory' });
    return { result, peakBytes };
  } finally {
    peer.close();
  }
}

async function replay(python: string, passes: readonly Pass[], threads: number): Promise<TorchReplay> {
  const peer = startTorch(python);
  const { net, width } = PRESET;
  try {
    return await peer.ask<TorchReplay>({ op: 'replay', net, width, passes, threads });
  } finally {
    peer.close();
  }
}

function row(side: string, times: Times, peakBytes: number, counts: PassCounts): string[] {
  const numbers = [times.wallMs / 1000, times.cpuMs / 1000, peakBytes / MEGABYTE].map(digits);
  return [side, ...numbers, ...Object.values(counts).map(({ passes, images }) => `${passes} / ${images}`)];
}

const HEAD = ['side', 'wall s', 'cpu s', 'peak MB', 'forward', 'by weights', 'by masks', 'by input'];

/**
 * Ours is the whole command: device, self-test, drawing the pictures, all stages, report. PyTorch gets the passes alone,
 * of the same sizes in the same order, from behind the same kept activations, on random values that lie ready.
 */
export async function presetSection(lab: Lab): Promise<SectionResult> {
  lab.tell(`preset: ${PRESET.id}, ours`);
  const ours = await runOurs(lab.threads);
  const { result } = ours;
  if (lab.torch !== null) lab.tell('preset: the same passes in PyTorch');
  const torch = lab.torch === null ? null : await replay(lab.torch, result.passes, lab.threads);
  const ratio = (by: keyof Times): number => result[by] / (torch?.[by] ?? Number.NaN);
  const rows = [row('ours', result, ours.peakBytes, countPasses(result.passes))];
  if (torch !== null) rows.push(row('torch', torch, torch.peakBytes, torch.counts));
  const { unlearn, recover, prune } = result.elapsedMs;
  return {
    figures: [
      torch === null
        ? { id: 'preset/torch', missing: NO_TORCH }
        : { id: 'preset/torch', value: ratio('wallMs') },
    ],
    details: [
      `${PRESET.id}, threads: ${String(result.threads)} ours, ${String(lab.threads)} PyTorch; passes / images:`,
      ...columns([HEAD, ...rows]),
      `ours: unlearn ${digits(unlearn / 1000)} s (${String(result.steps.unlearn)} steps), recover ${digits(recover / 1000)} s (${String(result.steps.recover)} steps), prune ${digits(prune / 1000)} s`,
      ...(torch === null
        ? [NO_TORCH]
        : [`ours / PyTorch: ${digits(ratio('wallMs'))} wall, ${digits(ratio('cpuMs'))} cpu`]),
    ],
    data: { ours, torch },
  };
}
