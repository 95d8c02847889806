/**
 * The painting on a picture, as the engine stamps it: x' = (1 - a) x + a P with a = strength * alpha / 255, rounded half up
 * (`workers/data/triggers/picture.ts`). Done here too, so that paint follows the hand without asking the engine.
 */
import type { Picture } from '../../../workers/protocol';
import type { Painting } from './painting';

/** Both of one size. `channels` 1: the images are grey, and colours count by their brightness. */
export function composePainting(
  picture: Picture,
  { rgba }: Painting,
  strength: number,
  channels: number,
): Picture {
  const rgb = picture.rgb.slice();
  for (let pixel = 0; pixel < picture.width * picture.height; pixel++) {
    const share = (strength * (rgba[pixel * 4 + 3] ?? 0)) / 255;
    if (share === 0) continue;
    const [red = 0, green = 0, blue = 0] = rgba.subarray(pixel * 4, pixel * 4 + 3);
    const grey = 0.299 * red + 0.587 * green + 0.114 * blue;
    const paint = channels === 1 ? [grey, grey, grey] : [red, green, blue];
    paint.forEach((value, channel) => {
      const at = pixel * 3 + channel;
      rgb[at] = Math.floor((1 - share) * (rgb[at] ?? 0) + share * value + 0.5);
    });
  }
  return { ...picture, rgb };
}
