/** The networks and batches that are measured, on our side and on PyTorch's. */
import type { Graph } from '../workers/graph/graph';
import { buildResnet18 } from '../workers/nets/resnetCifar';
import { buildWideResnet } from '../workers/nets/wideResnet';

/** A training case; `net` and `width` are what torch_peer.py builds the same network from. */
export interface Case {
  readonly net: 'resnet18' | 'wrn16';
  /** Base width of the ResNet, widening factor of the Wide ResNet. */
  readonly width: number;
  readonly batch: number;
}

export const W8_B8: Case = { net: 'resnet18', width: 8, batch: 8 };
export const W16_B32: Case = { net: 'resnet18', width: 16, batch: 32 };
export const W16_B128: Case = { net: 'resnet18', width: 16, batch: 128 };

/** All cases of the section `step`. */
export const STEP_CASES: readonly Case[] = [
  W16_B32,
  W16_B128,
  { net: 'resnet18', width: 64, batch: 8 },
  { net: 'resnet18', width: 64, batch: 32 },
  { net: 'wrn16', width: 1, batch: 128 },
];

/** Short name, as in the ids of figures: w16-b32, wrn16-1-b128. */
export function nameOf({ net, width, batch }: Case): string {
  return `${net === 'resnet18' ? 'w' : 'wrn16-'}${String(width)}-b${String(batch)}`;
}

/** The same in words. */
export function titleOf({ net, width, batch }: Case): string {
  const network = net === 'resnet18' ? `ResNet-18 width ${String(width)}` : `WRN-16-${String(width)}`;
  return `${network}, batch ${String(batch)}`;
}

/** Our graph of a case. */
export function buildNetwork({ net, width }: Pick<Case, 'net' | 'width'>): Graph {
  if (net === 'resnet18') return buildResnet18(width);
  return buildWideResnet({ depth: 16, widen: width, classes: 10, inputChannels: 3 });
}
