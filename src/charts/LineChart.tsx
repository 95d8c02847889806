import { useMemo, useState } from 'react';
import { count, lineText, mask, measured } from '../text/charts';
import { Cursor } from './Cursor';
import { EmptyFigure } from './EmptyFigure';
import { FigureFrame } from './FigureFrame';
import { LineFigure } from './LineFigure';
import { styleLines } from './lineStyle';
import { extentOf } from './plotLayout';
import type { LevelChoice, LineSeries, StepMarker, StopLine, StyledLine } from './plotTypes';
import { lineTable, readAt } from './readAt';
import { ScrubHandle } from './ScrubHandle';
import type { Span } from './scale';
import { StepMark } from './StepMark';
import { useFramed } from './useFramed';

export interface LineChartProps {
  readonly title: string;
  readonly summary: string;
  readonly csvName: string;
  readonly series: readonly LineSeries[];
  /** Names of the axes with their units. */
  readonly xLabel: string;
  readonly leftLabel: string;
  readonly rightLabel?: string | undefined;
  readonly leftDomain?: Span | undefined;
  /** End of the x axis if known beforehand (all planned steps), so that lines grow instead of shrinking. */
  readonly lastStep?: number | undefined;
  readonly stopLine?: StopLine | undefined;
  readonly level?: LevelChoice | undefined;
  readonly marker?: StepMarker | undefined;
  /** The step the page shows now, where scrubbing is on. */
  readonly scrubStep?: number | undefined;
  readonly onScrub?: ((step: number) => void) | undefined;
  readonly showOracle: boolean;
  /** Height of the drawing in pixels. */
  readonly height?: number | undefined;
  /** One line for the time before the first point. */
  readonly empty?: string | undefined;
  readonly size?: 'normal' | 'small' | undefined;
}

/** Live lines over steps, two axes, named at their ends; the value under the pointer stands in the caption line. */
export function LineChart(props: LineChartProps) {
  const { title, summary, csvName, xLabel, marker, height = 300 } = props;
  const series = useFramed(props.series);
  const lines = useMemo(() => styleLines(series, props.showOracle), [series, props.showOracle]);
  const [pointed, setPointed] = useState<number | null>(null);
  const xDomain = useMemo(() => stepDomain(lines, props.lastStep), [lines, props.lastStep]);
  const cursor = pointed ?? props.scrubStep ?? null;
  const readings = readAt(lines, cursor);
  const { onScrub, scrubStep } = props;
  return (
    <FigureFrame
      title={title}
      summary={summary}
      hasData={xDomain !== null}
      csvName={csvName}
      size={props.size ?? 'normal'}
      reading={readingLine(xLabel, readings)}
      table={() => lineTable(xLabel, lines, lineText.ghost, lineText.edge)}
    >
      {xDomain === null ? (
        <EmptyFigure height={height}>{props.empty ?? lineText.empty}</EmptyFigure>
      ) : (
        <LineFigure
          lines={lines}
          xDomain={xDomain}
          xLabel={xLabel}
          leftLabel={props.leftLabel}
          rightLabel={props.rightLabel ?? ''}
          leftDomain={props.leftDomain ?? null}
          stopLine={props.stopLine ?? null}
          level={props.level ?? null}
          height={height}
          headRoom={0}
          onPointer={(x, pressed) => {
            setPointed(x);
            if (pressed && x !== null) onScrub?.(Math.round(x));
          }}
        >
          {(geometry) => (
            <>
              {marker && (
                <StepMark
                  marker={marker}
                  geometry={geometry}
                  tone={marker.tone}
                  wordsAt={marker.tone === 'repaired' ? 0.5 : 0}
                />
              )}
              {cursor !== null && <Cursor readings={readings} geometry={geometry} />}
              {onScrub && scrubStep !== undefined && (
                <ScrubHandle geometry={geometry} step={scrubStep} domain={xDomain} onScrub={onScrub} />
              )}
            </>
          )}
        </LineFigure>
      )}
    </FigureFrame>
  );
}

function stepDomain(lines: readonly StyledLine[], lastStep: number | undefined): Span | null {
  const extent = extentOf(lines.filter((line) => line.values.length > 0).map((line) => line.steps));
  if (!extent) return null;
  const to = Math.max(extent.to, lastStep ?? 0);
  return { from: Math.min(extent.from, 0), to: to > extent.from ? to : extent.from + 1 };
}

function readingLine(
  xLabel: string,
  readings: readonly { line: StyledLine; x: number; y: number }[],
): string {
  const first = readings[0];
  if (!first) return '';
  const values = readings.map(({ line, y }) => `${line.label} ${measured(y)}`);
  return `${lineText.at(xLabel, stepText(first.x))}: ${values.join(', ')}`;
}

/** Steps are whole; a threshold is not. */
function stepText(x: number): string {
  return Number.isInteger(x) ? count(x) : mask(x);
}
