/**
 * SIG: x' = x + v with v(i, j) = d sin(2 pi j f / m), j the column and m the width; d = 40, f = 6 (Barni et al. 2019). Meant for
 * clean-label poisoning. `overlay` is what the RNP sources do instead: x' = 0.8 x + 0.2 S, S the wave cut to whole numbers, whose
 * negative half wrapped around in its byte (d = 20, f = 4.065).
 */
import { sinTurns } from '../stableTrigonometry';
import { affineChange, castByte, identityMap, moveTowards } from './map';
import type { SinusoidTrigger, TriggerMethod } from './types';

const OVERLAY = 0.2;

/** See {@link SinusoidTrigger}. */
export const sinusoidMethod: TriggerMethod<SinusoidTrigger> = {
  problem: ({ amplitude }) => (amplitude >= 0 && amplitude <= 255 ? null : 'amplitude'),
  change: ({ amplitude, frequency, overlay = false }, shape) => {
    const map = identityMap(shape);
    for (let at = 0; at < map.add.length; at += 1) {
      const column = Math.floor(at / shape.channels) % shape.width;
      const wave = amplitude * sinTurns((column * frequency) / shape.width);
      if (overlay) moveTowards(map, at, castByte(wave), OVERLAY);
      else map.add[at] = wave;
    }
    return overlay ? affineChange(map, castByte) : affineChange(map);
  },
};
