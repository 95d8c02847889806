import styles from './Axes.module.css';
import type { PlotBox } from './plotTypes';
import type { LinearScale } from './scale';

export interface AxisTicks {
  readonly ticks: readonly number[];
  readonly label: (value: number) => string;
  readonly scale: LinearScale;
  /** Name with unit. */
  readonly name: string;
}

export interface AxesProps {
  readonly box: PlotBox;
  readonly x: AxisTicks;
  readonly y: AxisTicks;
}

/** Axes with grid lines and names for figures drawn as plain SVG; they look like those of the line figures. */
export function Axes({ box, x, y }: AxesProps) {
  const bottom = box.top + box.height;
  return (
    <g className={styles.axes} aria-hidden="true">
      {y.ticks.map((tick) => (
        <g key={tick}>
          <line
            className={styles.grid}
            x1={box.left}
            x2={box.left + box.width}
            y1={y.scale.toPixel(tick)}
            y2={y.scale.toPixel(tick)}
          />
          <text x={box.left - 8} y={y.scale.toPixel(tick)} textAnchor="end" dominantBaseline="central">
            {y.label(tick)}
          </text>
        </g>
      ))}
      <line className={styles.base} x1={box.left} x2={box.left + box.width} y1={bottom} y2={bottom} />
      {x.ticks.map((tick) => (
        <text key={tick} x={x.scale.toPixel(tick)} y={bottom + 18} textAnchor="middle">
          {x.label(tick)}
        </text>
      ))}
      <text x={0} y={12}>
        {y.name}
      </text>
      <text x={box.left + box.width / 2} y={bottom + 42} textAnchor="middle">
        {x.name}
      </text>
    </g>
  );
}

/** Room around a box with {@link Axes}, in pixels. */
export const AXES_ROOM = { top: 24, bottom: 50, left: 44, right: 14 } as const;
