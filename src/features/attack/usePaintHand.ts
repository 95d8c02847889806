/** The hand on the board: mouse, pen or finger paint, erase or move; nothing is kept until the hand lets go. */
import { type PointerEvent, useRef, useState } from 'react';
import type { SignPosition } from '../start/signPosition';
import { type Brush, lineBetween, pixelUnder, stroke } from './brush';
import { movePainting, type Painting } from './painting';
import { brushOf, type PaintTool } from './paintTool';

/** A stroke or a drag that is under way. */
interface Grip {
  /** What stood on the board when the hand came down, and where that was. */
  readonly before: Painting;
  readonly from: SignPosition;
  last: SignPosition | null;
  painting: Painting;
}

export interface PaintHandOptions {
  readonly painting: Painting;
  readonly tool: PaintTool;
  readonly onPaint: (painting: Painting) => void;
  /** Told with every stroke whether paint was left out. */
  readonly onCut: (isCut: boolean) => void;
  readonly onCursor: (at: SignPosition) => void;
}

function drawTo(grip: Grip, at: SignPosition, brush: Brush): boolean {
  const { painting, isCut } = stroke(grip.painting, lineBetween(grip.last ?? at, at), brush);
  grip.painting = painting;
  return isCut;
}

/** What is to be shown while the hand is down, and the handlers of the board. */
export function usePaintHand({ painting, tool, onPaint, onCut, onCursor }: PaintHandOptions) {
  const grip = useRef<Grip | null>(null);
  const [draft, setDraft] = useState<Painting | null>(null);

  const pixelOf = ({ currentTarget, clientX, clientY }: PointerEvent): SignPosition | null =>
    pixelUnder({ x: clientX, y: clientY }, currentTarget.getBoundingClientRect(), painting);
  const follow = (held: Grip, at: SignPosition | null) => {
    if (at !== null) {
      if (tool.name === 'move')
        held.painting = movePainting(held.before, at.row - held.from.row, at.column - held.from.column);
      else if (drawTo(held, at, brushOf(tool))) onCut(true);
      setDraft(held.painting);
    }
    held.last = at;
  };
  const letGo = (isKept: boolean) => {
    const held = grip.current;
    grip.current = null;
    setDraft(null);
    if (held !== null && isKept) onPaint(held.painting);
  };

  return {
    shown: draft ?? painting,
    handlers: {
      onPointerDown: (event: PointerEvent) => {
        const at = pixelOf(event);
        if (event.button !== 0 || at === null) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        onCursor(at);
        onCut(false);
        grip.current = { before: painting, from: at, last: at, painting };
        follow(grip.current, at);
      },
      onPointerMove: (event: PointerEvent) => {
        const at = pixelOf(event);
        if (at !== null) onCursor(at);
        if (grip.current !== null) follow(grip.current, at);
      },
      onPointerUp: () => letGo(true),
      onPointerCancel: () => letGo(false),
    },
  };
}
