/** Mean advance of a character at 14 px, for places without a canvas. */
const MEAN_ADVANCE = 7.5;
const FONT_SIZE = 14;

const known = new Map<string, number>();
let context: CanvasRenderingContext2D | null | undefined;

/** Width in pixels of a text at 14 px and medium weight in the page's font, so that axes and labels get room to fit. */
export function textWidth(text: string): number {
  const before = known.get(text);
  if (before !== undefined) return before;
  const width = measure(text);
  // Live values make ever new texts; the oldest are forgotten.
  if (known.size > 2000) known.clear();
  known.set(text, width);
  return width;
}

function measure(text: string): number {
  if (typeof document === 'undefined') return text.length * MEAN_ADVANCE;
  context ??= document.createElement('canvas').getContext('2d');
  if (!context) return text.length * MEAN_ADVANCE;
  // 600 is the widest weight in use: better a pixel too much than a label cut off.
  context.font = `600 ${FONT_SIZE}px ${getComputedStyle(document.body).fontFamily}`;
  return Math.ceil(context.measureText(text).width);
}
