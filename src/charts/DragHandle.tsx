import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import styles from './DragHandle.module.css';
import { textWidth } from './textWidth';
import type { PlotBox } from './plotTypes';
import { clampTo, type LinearScale, type Span } from './scale';
import { keyTarget, nearestStep, sliderRole } from './slider';

export interface DragHandleProps {
  readonly box: PlotBox;
  readonly scale: LinearScale;
  readonly value: number;
  readonly limits: Span;
  /** What an arrow key moves; Page Up and Page Down move ten times as much. */
  readonly step: number;
  /** Name for screen readers. */
  readonly name: string;
  /** The value in words: spoken, and written beside the handle. */
  readonly valueText: string;
  /** Without it the handle is a mark that cannot be moved. */
  readonly onChange?: ((value: number) => void) | undefined;
}

/** Room above the plot for the grip and the words of a handle, in pixels. */
export const HANDLE_ROOM = 26;
const GRIP_WIDTH = 14;
const GRIP_HEIGHT = 22;

/** A vertical line over the plot that is dragged with mouse or finger, or moved with the keyboard. */
export function DragHandle(props: DragHandleProps) {
  const { box, scale, value, limits, step, name, valueText, onChange } = props;
  const dragging = useRef(false);
  const x = scale.toPixel(clampTo(limits, value));
  const move = (wanted: number): void => {
    const rounded = nearestStep(wanted, { limits, step });
    if (rounded !== value) onChange?.(rounded);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const wanted = keyTarget(event.key, value, step, limits);
    if (wanted === null) return;
    event.preventDefault();
    move(wanted);
  };
  const onPointerDown = (event: PointerEvent<SVGGElement>): void => {
    dragging.current = true;
    event.currentTarget.setPointerCapture(event.pointerId);
    event.currentTarget.focus({ preventScroll: true });
  };
  const onPointerMove = (event: PointerEvent<SVGGElement>): void => {
    const figure = event.currentTarget.ownerSVGElement;
    if (!dragging.current || !figure) return;
    move(scale.toValue(event.clientX - figure.getBoundingClientRect().left));
  };
  const onPointerEnd = (): void => {
    dragging.current = false;
  };
  if (!onChange) return <Mark x={x} box={box} words={valueText} />;
  return (
    <g
      className={styles.handle}
      {...sliderRole(name, value, limits)}
      aria-valuetext={valueText}
      aria-orientation="horizontal"
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerEnd}
      onPointerCancel={onPointerEnd}
    >
      <rect
        className={styles.reach}
        x={x - 18}
        y={box.top - HANDLE_ROOM}
        width={36}
        height={box.height + HANDLE_ROOM}
      />
      <line className={styles.line} x1={x} x2={x} y1={box.top - 4} y2={box.top + box.height} />
      <Grip x={x} y={box.top - GRIP_HEIGHT - 2} />
      <HandleWords x={x} y={box.top - 12} words={valueText} box={box} />
    </g>
  );
}

function Mark({ x, box, words }: { readonly x: number; readonly box: PlotBox; readonly words: string }) {
  return (
    <g className={styles.mark}>
      <line className={styles.line} x1={x} x2={x} y1={box.top - 4} y2={box.top + box.height} />
      <HandleWords x={x} y={box.top - 12} words={words} box={box} />
    </g>
  );
}

function Grip({ x, y }: { readonly x: number; readonly y: number }) {
  return (
    <>
      <rect
        className={styles.grip}
        x={x - GRIP_WIDTH / 2}
        y={y}
        width={GRIP_WIDTH}
        height={GRIP_HEIGHT}
        rx={4}
      />
      <path className={styles.ridges} d={`M${x - 2} ${y + 7}v8M${x + 2} ${y + 7}v8`} />
    </>
  );
}

function HandleWords(props: {
  readonly x: number;
  readonly y: number;
  readonly words: string;
  readonly box: PlotBox;
}) {
  const { x, y, words, box } = props;
  const fitsRight = x + GRIP_WIDTH + textWidth(words) < box.left + box.width + 4;
  const fitsLeft = x - GRIP_WIDTH - textWidth(words) > 0;
  const toRight = fitsRight || !fitsLeft;
  return (
    <text
      className={styles.words}
      x={toRight ? x + GRIP_WIDTH - 2 : x - GRIP_WIDTH + 2}
      y={y}
      textAnchor={toRight ? 'start' : 'end'}
      dominantBaseline="central"
    >
      {words}
    </text>
  );
}
