/** Opacity is dropped, as training code does: a clear pixel shows the colour that it hides. */

interface PlainPixels {
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
  /** Whether some pixel was not opaque. */
  readonly isTransparent: boolean;
}

/** Grey or RGB, out of pixels with 1 to 4 channels; the same bytes where there is no opacity. */
export function withoutOpacity(samples: Uint8Array, channels: 1 | 2 | 3 | 4): PlainPixels {
  const colours = channels > 2 ? 3 : 1;
  if (colours === channels) return { channels: colours, pixels: samples, isTransparent: false };
  const count = samples.length / channels;
  const pixels = new Uint8Array(count * colours);
  let isTransparent = false;
  for (let pixel = 0; pixel < count; pixel++) {
    const at = pixel * channels;
    for (let channel = 0; channel < colours; channel++) {
      pixels[pixel * colours + channel] = samples[at + channel] ?? 0;
    }
    isTransparent ||= samples[at + colours] !== 255;
  }
  return { channels: colours, pixels, isTransparent };
}
