import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import look from './DragHandle.module.css';
import styles from './LevelHandle.module.css';
import type { LevelChoice, PlotBox } from './plotTypes';
import type { LinearScale } from './scale';
import { keyTarget, nearestStep, sliderRole } from './slider';

const GRIP_WIDTH = 22;
const GRIP_HEIGHT = 14;

interface LevelHandleProps {
  readonly choice: LevelChoice;
  readonly box: PlotBox;
  readonly scale: LinearScale;
}

/** A horizontal line over the plot with a grip at its left end; the label says the value while it moves. */
export function LevelHandle({ choice, box, scale }: LevelHandleProps) {
  const [dragged, setDragged] = useState<number | null>(null);
  const value = dragged ?? choice.value;
  const y = scale.toPixel(value);
  const words = `${choice.label} ${value.toFixed(2)}`;
  const choose = (wanted: number): void => {
    if (wanted !== choice.value) choice.onChange(wanted);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const wanted = keyTarget(event.key, value, choice.step, choice.limits);
    if (wanted === null) return;
    event.preventDefault();
    choose(nearestStep(wanted, choice));
  };
  const onPointerDown = (event: PointerEvent<SVGGElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    event.currentTarget.focus({ preventScroll: true });
    setDragged(value);
  };
  const onPointerMove = (event: PointerEvent<SVGGElement>): void => {
    const figure = event.currentTarget.ownerSVGElement;
    if (dragged === null || figure === null) return;
    const inPlot = Math.min(box.top + box.height, event.clientY - figure.getBoundingClientRect().top);
    setDragged(nearestStep(scale.toValue(Math.max(box.top, inPlot)), choice));
  };
  const onPointerUp = (): void => {
    if (dragged !== null) choose(dragged);
    setDragged(null);
  };
  return (
    <g
      className={`${look.handle} ${styles.handle}`}
      {...sliderRole(choice.name, value, choice.limits)}
      aria-valuetext={words}
      aria-orientation="vertical"
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={() => setDragged(null)}
    >
      <rect className={look.reach} x={box.left} y={y - 12} width={box.width} height={24} />
      <line className={look.line} x1={box.left} x2={box.left + box.width} y1={y} y2={y} />
      <rect
        className={look.grip}
        x={box.left - GRIP_WIDTH / 2}
        y={y - GRIP_HEIGHT / 2}
        width={GRIP_WIDTH}
        height={GRIP_HEIGHT}
        rx={4}
      />
      <path className={look.ridges} d={`M${box.left - 4} ${y - 2}h8M${box.left - 4} ${y + 2}h8`} />
      <text className={look.words} x={box.left + GRIP_WIDTH / 2 + 4} y={y - 8}>
        {words}
      </text>
    </g>
  );
}
