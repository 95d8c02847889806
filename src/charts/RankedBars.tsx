/** Values as bars in an order; those before a place are cut and hollow. */
import { type PointerEvent, useState } from 'react';
import { count } from '../text/charts';
import { Axes, AXES_ROOM } from './Axes';
import type { FigureTable } from './csv';
import { FigureFrame } from './FigureFrame';
import styles from './MaskHistogram.module.css';
import { plotBox, valueAxis } from './plotLayout';
import { linearScale, roundTicks } from './scale';
import { useWidth } from './useWidth';

export interface RankedBarsProps {
  readonly title: string;
  readonly summary: string;
  readonly csvName: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** In the order in which they stand. */
  readonly values: readonly number[];
  /** How many of the first are cut. */
  readonly cut: number;
  readonly readingOf: (place: number) => string;
  readonly table: () => FigureTable;
  readonly height?: number;
}

export function RankedBars(props: RankedBarsProps) {
  const { values, readingOf, height = 220 } = props;
  const [pointed, setPointed] = useState<number | null>(null);
  return (
    <FigureFrame
      title={props.title}
      summary={props.summary}
      csvName={props.csvName}
      hasData={values.length > 0}
      reading={pointed === null ? '' : readingOf(pointed)}
      table={props.table}
    >
      <Bars {...props} height={height} onPointer={setPointed} />
    </FigureFrame>
  );
}

function Bars(
  props: RankedBarsProps & { readonly height: number; readonly onPointer: (place: number | null) => void },
) {
  const { values, cut, height, onPointer, xLabel, yLabel } = props;
  const [ref, width] = useWidth();
  const box = plotBox(width, height, AXES_ROOM);
  const domain = { from: 0, to: values.length };
  const line = { id: '', label: '', pen: 'defender', axis: 'left', steps: [], values } as const;
  const axis = valueAxis([line], [], null, box.height);
  const x = linearScale(domain, { from: box.left, to: box.left + box.width });
  const y = linearScale(axis.domain, { from: box.top + box.height, to: box.top });
  const gap = Math.min(1, box.width / values.length / 4);
  const point = (event: PointerEvent<SVGSVGElement>): void => {
    const place = Math.floor(x.toValue(event.clientX - event.currentTarget.getBoundingClientRect().left));
    onPointer(place >= 0 && place < values.length ? place : null);
  };
  return (
    <div ref={ref} style={{ height }}>
      {width > 0 && (
        <svg width={width} height={height} onPointerMove={point} onPointerLeave={() => onPointer(null)}>
          <Axes
            box={box}
            x={{
              ticks: roundTicks(domain, Math.min(8, box.width / 80)),
              label: count,
              scale: x,
              name: xLabel,
            }}
            y={{ ticks: axis.ticks, label: axis.label, scale: y, name: yLabel }}
          />
          {values.map((value, place) => (
            <rect
              key={place}
              className={place < cut ? styles.cut : styles.kept}
              x={x.toPixel(place) + gap}
              width={Math.max(0.5, box.width / values.length - 2 * gap)}
              y={y.toPixel(value)}
              height={Math.max(0, box.top + box.height - y.toPixel(value))}
            />
          ))}
        </svg>
      )}
    </div>
  );
}
