import { useEffect, useRef, type RefObject } from 'react';
import { isFlagged } from './filterFlags';
import { paintStrip, type StripPicture } from './paintStrip';
import { LINE_HEIGHT } from './stripLayout';

/** How long a cut bar falls, in milliseconds. */
const FALL_MS = 220;

/** Keeps a strip's canvas painted. Filters that become cut fall out of their strip, unless motion is unwanted. */
export function useStripPainting(ref: RefObject<HTMLCanvasElement | null>, picture: StripPicture): void {
  const fallStart = useRef<Map<number, number>>(new Map());
  const before = useRef<ReadonlySet<number> | null>(null);
  useEffect(() => {
    const canvas = ref.current;
    const context = canvas && fitCanvas(canvas, picture);
    if (!context) return undefined;
    const cutNow = cutIndices(picture);
    noteFalls(fallStart.current, before.current, cutNow);
    before.current = cutNow;
    let frame = 0;
    const paint = (): void => {
      const nowMs = performance.now();
      paintStrip(context, picture, (index) => fallenShare(fallStart.current, index, nowMs));
      if (fallStart.current.size > 0) frame = requestAnimationFrame(paint);
    };
    paint();
    return () => cancelAnimationFrame(frame);
  }, [ref, picture]);
}

/** Sizes the canvas for the screen's density and gives a context in CSS pixels. */
function fitCanvas(
  canvas: HTMLCanvasElement,
  { row, cellWidth }: StripPicture,
): CanvasRenderingContext2D | null {
  const density = Math.min(3, Math.max(1, window.devicePixelRatio));
  const width = Math.round(row.perLine * cellWidth * density);
  const height = Math.round(row.lines * LINE_HEIGHT * density);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d');
  context?.setTransform(density, 0, 0, density, 0, 0);
  return context;
}

function cutIndices({ row, cut }: StripPicture): ReadonlySet<number> {
  const indices = new Set<number>();
  for (let index = row.start; index < row.start + row.site.channels; index++) {
    if (isFlagged(cut, index)) indices.add(index);
  }
  return indices;
}

function noteFalls(
  falls: Map<number, number>,
  before: ReadonlySet<number> | null,
  now: ReadonlySet<number>,
): void {
  for (const index of falls.keys()) if (!now.has(index)) falls.delete(index);
  // The first picture shows a state, not an event: nothing falls.
  if (!before || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  for (const index of now) if (!before.has(index)) falls.set(index, performance.now());
}

function fallenShare(falls: Map<number, number>, index: number, nowMs: number): number {
  const start = falls.get(index);
  if (start === undefined) return 1;
  const share = (nowMs - start) / FALL_MS;
  if (share >= 1) falls.delete(index);
  // Falls faster the longer it falls.
  return Math.min(1, Math.max(0, share)) ** 2;
}
