import { useState, type PointerEvent } from 'react';
import { count, curveText as text, measured } from '../text/charts';
import { Axes, AXES_ROOM } from './Axes';
import { decimate } from './decimate';
import { EmptyFigure } from './EmptyFigure';
import { FigureFrame } from './FigureFrame';
import styles from './MaskCurve.module.css';
import { nearestIndex } from './nearest';
import { plotBox, stepAxis } from './plotLayout';
import { textWidth } from './textWidth';
import { linearScale } from './scale';
import { useWidth } from './useWidth';

export interface MaskCurveProps {
  readonly title: string;
  readonly summary: string;
  readonly csvName: string;
  /** Recovery steps, rising. */
  readonly steps: ArrayLike<number>;
  /** The filter's mask at those steps, 0..1. */
  readonly values: ArrayLike<number>;
  readonly threshold?: number | undefined;
  readonly isCut?: boolean | undefined;
  readonly height?: number | undefined;
  readonly empty?: string | undefined;
}

/** The way of one filter's mask through the recovery, against the threshold. */
export function MaskCurve(props: MaskCurveProps) {
  const { steps, values, height = 180 } = props;
  const [pointed, setPointed] = useState<number | null>(null);
  const last = Math.min(steps.length, values.length) - 1;
  const index = pointed === null ? last : nearestIndex(steps, pointed);
  const at = steps[index];
  const value = values[index];
  return (
    <FigureFrame
      title={props.title}
      summary={props.summary}
      hasData={last >= 0}
      csvName={props.csvName}
      size="small"
      reading={at === undefined || value === undefined ? '' : text.reading(count(at), measured(value))}
      table={() => ({
        columns: [text.step, text.mask],
        rows: Array.from({ length: last + 1 }, (_, i) => [steps[i] ?? NaN, values[i] ?? NaN]),
      })}
    >
      {last < 0 ? (
        <EmptyFigure height={height}>{props.empty ?? text.empty}</EmptyFigure>
      ) : (
        <Curve {...props} height={height} onPoint={setPointed} />
      )}
    </FigureFrame>
  );
}

interface CurveProps extends MaskCurveProps {
  readonly height: number;
  readonly onPoint: (step: number | null) => void;
}

const MASKS = { from: 0, to: 1 } as const;
const MASK_TICKS = [0, 0.5, 1];

function Curve(props: CurveProps) {
  const { steps, values, threshold, isCut = false, height, onPoint } = props;
  const [ref, width] = useWidth();
  const box = plotBox(width, height, AXES_ROOM);
  const domain = { from: 0, to: Math.max(1, steps[steps.length - 1] ?? 1) };
  const x = linearScale(domain, { from: box.left, to: box.left + box.width });
  const y = linearScale(MASKS, { from: box.top + box.height, to: box.top });
  const points = decimate(steps, values, domain, box.width);
  const path = points.map(
    (p, i) => `${i === 0 ? 'M' : 'L'}${x.toPixel(p.x).toFixed(1)} ${y.toPixel(p.y).toFixed(1)}`,
  );
  const ticks = stepAxis(domain, box.width);
  const point = (event: PointerEvent<SVGSVGElement>): void =>
    onPoint(x.toValue(event.clientX - event.currentTarget.getBoundingClientRect().left));
  return (
    <div ref={ref} className={styles.curve} style={{ height }}>
      {width > 0 && (
        <svg
          width={width}
          height={height}
          aria-hidden="true"
          onPointerMove={point}
          onPointerLeave={() => onPoint(null)}
        >
          <Axes
            box={box}
            x={{ ticks: ticks.ticks, label: ticks.label, scale: x, name: text.step }}
            y={{ ticks: MASK_TICKS, label: (tick) => tick.toFixed(1), scale: y, name: text.mask }}
          />
          {threshold !== undefined && (
            <g className={styles.threshold}>
              <line
                x1={box.left}
                x2={box.left + box.width}
                y1={y.toPixel(threshold)}
                y2={y.toPixel(threshold)}
              />
              <text
                x={box.left + box.width - textWidth(text.threshold(threshold))}
                y={y.toPixel(threshold) - 5}
              >
                {text.threshold(threshold)}
              </text>
            </g>
          )}
          <path className={isCut ? styles.cut : styles.kept} d={path.join('')} />
        </svg>
      )}
    </div>
  );
}
