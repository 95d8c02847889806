/** What a trigger changes, made visible. */
import type { Picture } from '../../../workers/protocol';

/** Per byte |triggered - clean| * gain, held at 255: black where nothing changes. The pictures have one size. */
export function differenceOf(clean: Picture, triggered: Picture, gain: number): Picture {
  const rgb = Uint8Array.from(clean.rgb, (byte, at) =>
    Math.min(255, Math.round(Math.abs((triggered.rgb[at] ?? byte) - byte) * gain)),
  );
  return { height: clean.height, width: clean.width, rgb };
}
