/** The picture that carries the sign. The sign can be dragged with mouse, pen or finger and moved with arrow keys. */
import { type CSSProperties, type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import type { Picture } from '../../../workers/protocol';
import { signHandle, START_TEXT } from '../../text/start';
import { PictureView } from './PictureView';
import styles from './SignPicture.module.css';
import { type SignBounds, type SignPosition, signAfterKey, signUnderPointer } from './signPosition';

export interface SignPictureProps {
  readonly picture: Picture;
  readonly alt: string;
  readonly at: SignPosition;
  readonly bounds: SignBounds;
  /** Called with every new place; places that equal the old one are left out. */
  readonly onMove: (at: SignPosition) => void;
}

function percent(part: number, whole: number): string {
  return `${(part / whole) * 100}%`;
}

function handlePlace(at: SignPosition, bounds: SignBounds): CSSProperties {
  return {
    left: percent(at.column, bounds.width),
    top: percent(at.row, bounds.height),
    width: percent(bounds.signWidth, bounds.width),
    height: percent(bounds.signHeight, bounds.height),
  };
}

/** Pointer handling of the picture: mouse and pen drag from anywhere, a finger drags the sign itself or taps a place. */
function useDrag(bounds: SignBounds, move: (at: SignPosition) => void) {
  const frame = useRef<HTMLDivElement>(null);
  const [dragging, setDragging] = useState(false);
  const follow = (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect();
    if (box !== undefined) move(signUnderPointer({ x: event.clientX, y: event.clientY }, box, bounds));
  };
  return {
    frame,
    dragging,
    handlers: {
      onPointerDown: (event: PointerEvent) => {
        if (event.button !== 0) return;
        const onSign = event.target instanceof Element && event.target.closest('button') !== null;
        // A finger on the open picture may want to scroll the page; only a tap there moves the sign.
        if (event.pointerType === 'touch' && !onSign) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragging(true);
        if (!onSign) follow(event);
      },
      onPointerMove: (event: PointerEvent) => {
        if (dragging) follow(event);
      },
      onPointerUp: (event: PointerEvent) => {
        if (dragging || event.pointerType === 'touch') follow(event);
        setDragging(false);
      },
      onPointerCancel: () => setDragging(false),
    },
  };
}

/** Fills the width of its parent. Focus stands on the sign itself. */
export function SignPicture({ picture, alt, at, bounds, onMove }: SignPictureProps) {
  const move = (next: SignPosition) => {
    if (next.row !== at.row || next.column !== at.column) onMove(next);
  };
  const { frame, dragging, handlers } = useDrag(bounds, move);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = signAfterKey(at, event.key, event.shiftKey, bounds);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    move(next);
  };
  return (
    <div ref={frame} className={styles.frame} data-dragging={dragging} {...handlers}>
      <PictureView picture={picture} alt={alt} />
      <button
        type="button"
        className={styles.sign}
        style={handlePlace(at, bounds)}
        aria-label={signHandle(at.row + 1, at.column + 1)}
        title={START_TEXT.signHint}
        onKeyDown={onKeyDown}
      />
    </div>
  );
}
