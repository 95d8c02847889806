/** The gate of EfficientNet's blocks. */
import type { GraphBuilder } from '../graph/builder';

/**
 * Squeeze and excitation: every channel is multiplied by a number that two small convolutions make of the means of all
 * channels.
 */
export function squeezeExcite(
  g: GraphBuilder,
  input: string,
  { names, channels }: { readonly names: readonly [string, string]; readonly channels: number },
): string {
  const [squeeze, excite] = names;
  let x = g.globalAvgPool(`${squeeze}.mean`, input);
  x = g.activation(`${squeeze}.swish`, g.conv(squeeze, x, channels, { size: 1, bias: true }), 'swish');
  x = g.conv(excite, x, g.shapeOf(input)[2], { size: 1, bias: true });
  return g.mul(`${excite}.scale`, input, g.activation(`${excite}.sigmoid`, x, 'sigmoid'));
}
