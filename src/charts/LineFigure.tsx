import { useMemo, type PointerEvent, type ReactNode } from 'react';
import { EndLabels } from './EndLabels';
import styles from './LineFigure.module.css';
import { LinePaths } from './LinePaths';
import { LevelHandle } from './LevelHandle';
import { LinePlot, RIGHT_TICKS, TICK_HEIGHT } from './LinePlot';
import { extentOf, labelRoom, plotBox, stepAxis, tickRoom, valueAxis } from './plotLayout';
import {
  type AxisSpec,
  isBehind,
  type LevelChoice,
  type PlotBox,
  type StopLine,
  type StyledLine,
} from './plotTypes';
import { clampTo, linearScale, type LinearScale, type Span } from './scale';
import { textWidth } from './textWidth';
import { useWidth } from './useWidth';

/** Where things lie, for layers above the lines. */
export interface LineGeometry {
  readonly box: PlotBox;
  readonly x: LinearScale;
  readonly scaleOf: (axis: 'left' | 'right') => LinearScale;
}

export interface LineFigureProps {
  readonly lines: readonly StyledLine[];
  readonly xDomain: Span;
  readonly xLabel: string;
  readonly leftLabel: string;
  readonly rightLabel: string;
  readonly leftDomain: Span | null;
  readonly stopLine: StopLine | null;
  /** The stop line of the next run, where it can be set. */
  readonly level?: LevelChoice | null | undefined;
  readonly height: number;
  /** Room above the plot for handles, in pixels, besides the axis names. */
  readonly headRoom: number;
  readonly onPointer: (x: number | null, pressed: boolean) => void;
  readonly children: (geometry: LineGeometry) => ReactNode;
}

/** Height of the axis names above the plot and of the name of the x axis below. */
const NAME_HEIGHT = 24;
/** Distance from a line's end to its name. */
const LABEL_GAP = 8;

/** Lines with axes, names at the line ends and a layer for marks; measures its own width. */
export function LineFigure(props: LineFigureProps) {
  const { lines, xLabel, leftLabel, rightLabel, stopLine, level, height } = props;
  const [ref, width] = useWidth();
  const layout = useLayout(props, width);
  const { box, x, left, right } = layout;
  const geometry: LineGeometry = {
    box,
    x: linearScale(x.domain, { from: box.left, to: box.left + box.width }),
    scaleOf: (axis) => verticalScale(axis === 'right' && right ? right : left, box),
  };
  return (
    <div className={styles.figure} ref={ref} style={{ height }}>
      {width > 0 && (
        <>
          <LinePlot width={width} height={height} box={box} x={x} left={left} right={right} />
          <svg className={styles.layer} width={width} height={height}>
            <AxisNames box={box} height={height} names={[leftLabel, rightLabel, xLabel]} />
            <LinePaths lines={lines} geometry={geometry} domain={x.domain} />
            {stopLine && stopLine.value !== level?.value && (
              <StopMark
                stop={stopLine}
                box={box}
                scale={geometry.scaleOf(stopLine.axis)}
                wordsAt={level ? 'end' : 'start'}
              />
            )}
            <EndLabels
              lines={lines}
              box={box}
              at={labelsAt(lines, geometry, width, right !== null)}
              figureWidth={width}
              scaleOf={geometry.scaleOf}
            />
            <PointerCatcher geometry={geometry} domain={x.domain} onPointer={props.onPointer} />
            {level && <LevelHandle choice={level} box={box} scale={geometry.scaleOf(level.axis)} />}
            {props.children(geometry)}
          </svg>
        </>
      )}
    </div>
  );
}

function useLayout(props: LineFigureProps, width: number) {
  const { lines, xDomain, leftDomain, stopLine, level, height, headRoom } = props;
  return useMemo(() => {
    const top = NAME_HEIGHT + headRoom;
    const bottom = TICK_HEIGHT + NAME_HEIGHT;
    const plotHeight = height - top - bottom;
    const onAxis = (axis: 'left' | 'right') => lines.filter((line) => line.axis === axis);
    const stopOn = (axis: 'left' | 'right') =>
      [stopLine, level].flatMap((each) => (each?.axis === axis ? [each.value] : []));
    const left = valueAxis(onAxis('left'), stopOn('left'), leftDomain, plotHeight);
    const rightLines = onAxis('right');
    const right = rightLines.length > 0 ? valueAxis(rightLines, stopOn('right'), null, plotHeight) : null;
    const room = {
      left: tickRoom(left),
      right: labelRoom(lines, width) + (right ? RIGHT_TICKS : 0),
      top,
      bottom,
    };
    const box = plotBox(width, height, room);
    return { box, left, right, x: stepAxis(xDomain, box.width) };
  }, [lines, xDomain, leftDomain, stopLine, level, height, headRoom, width]);
}

/** Left edge of the line names: right behind the foremost line end where they fit there, else beside the plot. */
function labelsAt(
  lines: readonly StyledLine[],
  { box, x }: LineGeometry,
  figureWidth: number,
  hasRight: boolean,
): number {
  const named = lines.filter((line) => !isBehind(line));
  const ends = extentOf(named.map((line) => line.steps));
  const behind = ends ? x.toPixel(ends.to) + LABEL_GAP : Infinity;
  const room = labelRoom(named, figureWidth);
  if (behind + room <= box.left + box.width) return behind;
  return box.left + box.width + (hasRight ? RIGHT_TICKS : 0) + LABEL_GAP;
}

function verticalScale(axis: AxisSpec, box: PlotBox): LinearScale {
  return linearScale(axis.domain, { from: box.top + box.height, to: box.top });
}

function AxisNames(props: {
  readonly box: PlotBox;
  readonly height: number;
  readonly names: readonly [left: string, right: string, x: string];
}) {
  const { box, height, names } = props;
  // On a narrow figure the right name gives way to the left one.
  const rightEnd = Math.max(
    box.left + box.width + RIGHT_TICKS,
    textWidth(names[0]) + 12 + textWidth(names[1]),
  );
  return (
    <g className={styles.names}>
      <text x={0} y={12}>
        {names[0]}
      </text>
      <text x={rightEnd} y={12} textAnchor="end">
        {names[1]}
      </text>
      <text x={box.left + box.width / 2} y={height - 6} textAnchor="middle">
        {names[2]}
      </text>
    </g>
  );
}

interface StopMarkProps {
  readonly stop: StopLine;
  readonly box: PlotBox;
  readonly scale: LinearScale;
  /** The words of a handle stand at the start. */
  readonly wordsAt: 'start' | 'end';
}

function StopMark({ stop, box, scale, wordsAt }: StopMarkProps) {
  const y = scale.toPixel(stop.value);
  const x = wordsAt === 'start' ? box.left + 6 : box.left + box.width - 6;
  return (
    <g>
      <line className={styles.stop} x1={box.left} x2={box.left + box.width} y1={y} y2={y} />
      <text className={styles.stopWords} x={x} y={y - 6} textAnchor={wordsAt}>
        {stop.label}
      </text>
    </g>
  );
}

function PointerCatcher(props: {
  readonly geometry: LineGeometry;
  readonly domain: Span;
  readonly onPointer: (x: number | null, pressed: boolean) => void;
}) {
  const { geometry, domain, onPointer } = props;
  const { box } = geometry;
  const report = (event: PointerEvent<SVGRectElement>, pressed: boolean): void => {
    const figure = event.currentTarget.ownerSVGElement;
    if (!figure) return;
    onPointer(
      clampTo(domain, geometry.x.toValue(event.clientX - figure.getBoundingClientRect().left)),
      pressed,
    );
  };
  return (
    <rect
      className={styles.catcher}
      x={box.left}
      y={box.top}
      width={box.width}
      height={box.height}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        report(event, true);
      }}
      onPointerMove={(event) => report(event, event.buttons % 2 === 1)}
      onPointerLeave={() => onPointer(null, false)}
    />
  );
}
