/** What the line figures agree on. */
import type { Span } from './scale';
import type { ColourToken } from './useThemeColours';

/** One line of a figure: `values[i]` at `steps[i]`; steps rise. Values that are not finite leave no point. */
export interface LineSeries {
  readonly id: string;
  readonly label: string;
  /** `defender`: solid; `oracle`: dashed, with an eye, hidden when the oracle is switched off. */
  readonly pen: 'defender' | 'oracle';
  readonly steps: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  readonly axis: 'left' | 'right';
  /** Colour token; default by pen and axis. */
  readonly color?: ColourToken;
  /** Drawn faint and without a label: the run before. */
  readonly ghost?: boolean;
  /** Drawn faint, unnamed and unread: one of many beside those that count. Its numbers stand in the table. */
  readonly faint?: boolean;
  /** The range of what the line is the mean of, at the same steps. */
  readonly band?: { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> };
}

/** A horizontal line at which something happens. */
export interface StopLine {
  readonly value: number;
  readonly label: string;
  readonly axis: 'left' | 'right';
}

/** A stop line that is still to be set: dragged with mouse or finger, or moved with the keyboard. */
export interface LevelChoice extends StopLine {
  /** Name for screen readers. */
  readonly name: string;
  readonly limits: Span;
  readonly step: number;
  /** Called once a drag has ended, and with each key. */
  readonly onChange: (value: number) => void;
}

/** A vertical mark at a place on the x axis. */
export interface StepMarker {
  readonly step: number;
  readonly label: string;
  /** `danger`, the default: something went wrong here; `repaired`: this was chosen. */
  readonly tone?: 'danger' | 'repaired';
}

/** One vertical axis, ready to draw. */
export interface AxisSpec {
  readonly domain: Span;
  readonly ticks: readonly number[];
  readonly label: (value: number) => string;
}

/** The rectangle inside the axes, in pixels of the figure. */
export interface PlotBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Whether a line stays behind the others: without a name at its end or a reading. */
export function isBehind({ faint, ghost }: LineSeries): boolean {
  return ghost === true || faint === true;
}

/** A line with its look decided. */
export interface StyledLine extends LineSeries {
  readonly stroke: string;
  readonly ink: string;
  readonly dash: string | undefined;
}
