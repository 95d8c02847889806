import type { KeyboardEvent } from 'react';
import { lineText } from '../text/charts';
import type { LineGeometry } from './LineFigure';
import styles from './ScrubHandle.module.css';
import { clampTo, type Span } from './scale';
import { keyTarget, sliderRole } from './slider';

export interface ScrubHandleProps {
  readonly geometry: LineGeometry;
  readonly step: number;
  readonly domain: Span;
  readonly onScrub: (step: number) => void;
}

/** Marks the shown step on the x axis; the arrow keys move it. The pointer moves it anywhere in the plot. */
export function ScrubHandle({ geometry, step, domain, onScrub }: ScrubHandleProps) {
  const { box } = geometry;
  const x = geometry.x.toPixel(clampTo(domain, step));
  const bottom = box.top + box.height;
  const onKeyDown = (event: KeyboardEvent): void => {
    const wanted = keyTarget(event.key, step, 1, domain);
    if (wanted === null) return;
    event.preventDefault();
    onScrub(Math.round(clampTo(domain, wanted)));
  };
  return (
    <g
      className={styles.handle}
      data-no-export=""
      {...sliderRole(lineText.scrub, clampTo(domain, step), domain)}
      onKeyDown={onKeyDown}
    >
      <rect className={styles.reach} x={x - 12} y={bottom - 12} width={24} height={24} />
      <path className={styles.tip} d={`M${x} ${bottom - 1}l6 9h-12z`} />
    </g>
  );
}
