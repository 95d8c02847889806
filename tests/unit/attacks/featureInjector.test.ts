/** The feature injector against PyTorch's pools (scripts/make-detoxification-goldens.py). */
import { describe, expect, it } from 'vitest';
import {
  identityInjector,
  injectFeatures,
  injectorFeatures,
  MATRIX,
} from '../../../workers/attacks/featureInjector';
import golden from '../../fixtures/detoxification.json' with { type: 'json' };
import { named } from '../graph/tinyNetwork';

const { height, width } = golden;
const SHAPE = { height, width, channels: 3 };
/** As the script makes it. */
const PICTURE = Uint8Array.from({ length: height * width * 3 }, (_, i) => (37 * i * i + 11 * i + 5) % 251);
const MATRIX_OF_SCRIPT = Float32Array.from({ length: 36 }, (_, i) => Math.cos(i) / 2);

describe('the feature injector', () => {
  it('has twelve features of a pixel: itself, PyTorch’s largest and its negative, PyTorch’s mean', () => {
    const features = injectorFeatures(PICTURE, SHAPE);
    expect(features).toHaveLength(golden.features.length);
    golden.features.forEach((each, at) => expect(features[at]).toBeCloseTo(each, 6));
  });

  it('mixes them as a matrix says, within what a pixel can be', () => {
    const changed = injectFeatures(MATRIX_OF_SCRIPT, 1, PICTURE, SHAPE);
    golden.injected.forEach((each, at) =>
      expect(Math.abs((changed[at] ?? 0) - 255 * each)).toBeLessThan(0.51),
    );
    expect(golden.injected).toContain(0);
    expect(golden.injected.some((each) => each > 0 && each < 1)).toBe(true);
  });

  it('mixes the result with the picture', () => {
    const whole = injectFeatures(MATRIX_OF_SCRIPT, 1, PICTURE, SHAPE);
    const part = injectFeatures(MATRIX_OF_SCRIPT, 0.25, PICTURE, SHAPE);
    part.forEach((byte, at) =>
      expect(Math.abs(byte - (0.75 * (PICTURE[at] ?? 0) + 0.25 * (whole[at] ?? 0)))).toBeLessThan(1),
    );
  });

  it('leaves pictures as they are at first, each of several', () => {
    const { data } = named(identityInjector(3), MATRIX);
    const two = Uint8Array.of(...PICTURE, ...PICTURE.toReversed());
    expect(injectFeatures(Float32Array.from(data), 0.6, two, SHAPE)).toEqual(two);
  });
});
