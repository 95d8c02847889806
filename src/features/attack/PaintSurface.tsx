/** The picture under the brush: painted on with mouse, pen, finger or keys. */
import { type CSSProperties, type KeyboardEvent, useId, useMemo, useState } from 'react';
import type { Picture } from '../../../workers/protocol';
import { PAINT_TEXT } from '../../text/attack';
import { PictureView } from '../start/PictureView';
import { signAfterKey, type SignPosition } from '../start/signPosition';
import { brushCorner, type BrushSide, stroke } from './brush';
import { composePainting } from './compose';
import styles from './PaintBoard.module.css';
import { movePainting, type Painting } from './painting';
import { brushOf, type PaintTool } from './paintTool';
import { usePaintHand } from './usePaintHand';

export interface PaintSurfaceProps {
  readonly picture: Picture;
  /** Of the images: 1 for grey ones. */
  readonly channels: number;
  readonly painting: Painting;
  readonly strength: number;
  readonly tool: PaintTool;
  readonly onPaint: (painting: Painting) => void;
  readonly onCut: (isCut: boolean) => void;
  readonly onUndo: () => void;
}

function cursorPlace(at: SignPosition, side: BrushSide, { height, width }: Painting): CSSProperties {
  const { row, column } = brushCorner(at, side);
  return {
    left: `${(100 * column) / width}%`,
    top: `${(100 * row) / height}%`,
    width: `${(100 * side) / width}%`,
    height: `${(100 * side) / height}%`,
  };
}

function spokenPixel({ rgba, width }: Painting, { row, column }: SignPosition): string {
  const isPainted = (rgba[(row * width + column) * 4 + 3] ?? 0) > 0;
  return PAINT_TEXT.at(row + 1, column + 1, isPainted ? PAINT_TEXT.painted : PAINT_TEXT.clearPixel);
}

type KeyHandProps = Omit<PaintSurfaceProps, 'picture' | 'channels' | 'strength'> & {
  readonly cursor: SignPosition;
  readonly onCursor: (at: SignPosition) => void;
};

/** What a key does on the board; false for keys that are none of the board's. */
function press(event: KeyboardEvent, props: KeyHandProps): boolean {
  const { painting, tool, cursor } = props;
  const next = signAfterKey(cursor, event.key, event.shiftKey, { ...painting, signHeight: 1, signWidth: 1 });
  if (next !== null) {
    if (tool.name === 'move')
      props.onPaint(movePainting(painting, next.row - cursor.row, next.column - cursor.column));
    props.onCursor(next);
    return true;
  }
  const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'z';
  if (isUndo) {
    props.onUndo();
    return true;
  }
  const isErasing = event.key === 'Delete' || event.key === 'Backspace';
  if (!isErasing && event.key !== ' ') return false;
  const brush = brushOf(isErasing ? { ...tool, name: 'erase' } : tool);
  const drawn = stroke(painting, [cursor], brush);
  props.onCut(drawn.isCut);
  props.onPaint(drawn.painting);
  return true;
}

/** Fills the width of its parent. */
export function PaintSurface(props: PaintSurfaceProps) {
  const { picture, channels, painting, strength, tool } = props;
  const hint = useId();
  const [cursor, setCursor] = useState<SignPosition>({
    row: Math.floor(painting.height / 2),
    column: Math.floor(painting.width / 2),
  });
  const { shown, handlers } = usePaintHand({
    painting,
    tool,
    onPaint: props.onPaint,
    onCut: props.onCut,
    onCursor: setCursor,
  });
  const composed = useMemo(
    () => composePainting(picture, shown, strength, channels),
    [picture, shown, strength, channels],
  );
  const onKeyDown = (event: KeyboardEvent) => {
    if (!press(event, { ...props, cursor, onCursor: setCursor })) return;
    event.preventDefault();
    event.stopPropagation();
  };
  // A drawing surface has no role but this one; it takes the focus and keys, which its description tells.
  const keys = { tabIndex: 0, onKeyDown };
  return (
    <>
      <div
        role="application"
        aria-label={PAINT_TEXT.board(painting.width, painting.height)}
        aria-describedby={hint}
        className={styles.surface}
        data-tool={tool.name}
        {...keys}
        {...handlers}
      >
        <PictureView picture={composed} alt={PAINT_TEXT.pictureAlt} />
        <span
          aria-hidden="true"
          className={styles.cursor}
          style={cursorPlace(cursor, tool.name === 'move' ? 1 : tool.side, painting)}
        />
      </div>
      <p id={hint} className="visually-hidden">
        {PAINT_TEXT.hint}
      </p>
      <p className="visually-hidden" role="status">
        {spokenPixel(shown, cursor)}
      </p>
    </>
  );
}
