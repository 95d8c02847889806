/**
 * SIG: x' = x + v with v(i, j) = d sin(2 pi j f / m), j the column and m the width; d = 40, f = 6 (Barni et al. 2019). Meant for
 * clean-label poisoning. The RNP sources overlay a stored mask whose negative half wrapped around; ours saturates.
 */
import { sinTurns } from '../stableTrigonometry';
import { identityMap } from './map';
import type { SinusoidTrigger, TriggerMethod } from './types';

/** See {@link SinusoidTrigger}. */
export const sinusoidMethod: TriggerMethod<SinusoidTrigger> = {
  problem: ({ amplitude }) => (amplitude >= 0 && amplitude <= 255 ? null : 'amplitude'),
  map: ({ amplitude, frequency }, shape) => {
    const map = identityMap(shape);
    for (let at = 0; at < map.add.length; at += 1) {
      const column = Math.floor(at / shape.channels) % shape.width;
      map.add[at] = amplitude * sinTurns((column * frequency) / shape.width);
    }
    return map;
  },
};
