/**
 * Numbers of the whole image: x' = x + s A (`add`, A in grey levels) or x' = x (1 - s + s M) (`multiply`, M factors), s the strength.
 * The trojan trigger and the stored signals of the RNP sources are added, masks are multiplied. `overflow: 'wrap'` adds as those sources
 * do, which make bytes of the sums before they hold them in 0..255.
 */
import { fromBase64 } from '../../protocol/recording';
import { bytesPerImage } from '../images';
import { affineChange, castByte, identityMap, strengthProblem } from './map';
import type { FieldTrigger, TriggerMethod } from './types';

const FLOAT_BYTES = 4;

/** The numbers, or null where the text is no base64 of as many finite ones as there should be. */
function decodeValues({ height, width, channels, values }: FieldTrigger): Float32Array | null {
  try {
    const { buffer, byteLength } = fromBase64(values);
    if (byteLength !== height * width * channels * FLOAT_BYTES) return null;
    const numbers = new Float32Array(buffer);
    return numbers.every(Number.isFinite) ? numbers : null;
  } catch {
    return null;
  }
}

/** See {@link FieldTrigger}. One channel of numbers serves all channels of the image. */
export const fieldMethod: TriggerMethod<FieldTrigger> = {
  problem: (trigger) =>
    strengthProblem(trigger.strength) ?? (decodeValues(trigger) === null ? 'field-damaged' : null),
  change: (trigger, shape) => {
    const { kind, channels, strength } = trigger;
    const values = decodeValues(trigger) ?? new Float32Array();
    const map = identityMap(shape);
    for (let at = 0; at < bytesPerImage(shape); at += 1) {
      const value = values[channels === 1 ? Math.floor(at / shape.channels) : at] ?? 0;
      if (kind === 'add') map.add[at] = strength * value;
      else map.keep[at] = 1 - strength + strength * value;
    }
    return kind === 'add' && trigger.overflow === 'wrap' ? affineChange(map, castByte) : affineChange(map);
  },
};
