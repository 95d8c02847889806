/** Convolution, batch norm and activation under two names, as the mobile networks repeat them. */
import type { GraphBuilder } from '../graph/builder';
import type { ActivationName } from '../graph/graph';

/** The layers of one such group. */
export interface ConvNorm {
  /** Names of the convolution and of the batch norm. */
  readonly names: readonly [convolution: string, batchNorm: string];
  readonly channels: number;
  readonly size?: number;
  readonly stride?: number;
  /** Each channel is convolved by itself. */
  readonly depthwise?: boolean;
  /** None where absent. */
  readonly activation?: ActivationName;
}

/** Writes the layers; without an activation the last node is the batch norm. */
export function convNorm(g: GraphBuilder, input: string, layer: ConvNorm): string {
  const { names, channels, size = 1, stride = 1, depthwise = false, activation } = layer;
  const [convolution, batchNorm] = names;
  const groups = depthwise ? channels : 1;
  const x = g.batchNorm(batchNorm, g.conv(convolution, input, channels, { size, stride, groups }));
  return activation === undefined ? x : g.activation(`${batchNorm}.${activation}`, x, activation);
}
