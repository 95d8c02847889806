import { useMemo, useState } from 'react';
import type { EvalRow } from '../../workers/protocol/report';
import { mask, measured, sweepText as text } from '../text/charts';
import { Cursor } from './Cursor';
import { DragHandle, HANDLE_ROOM } from './DragHandle';
import { EmptyFigure } from './EmptyFigure';
import { FigureFrame } from './FigureFrame';
import { LineFigure, type LineGeometry } from './LineFigure';
import { styleLines } from './lineStyle';
import { lineTable, readAt } from './readAt';
import type { Span } from './scale';
import { Segments } from './Segments';
import { StepMark } from './StepMark';
import { sweepAxisValue, sweepLines, sweepSpan, type SweepAxis, type SweepRow } from './sweepLines';
import { useFramed } from './useFramed';

export interface SweepChartProps {
  readonly title: string;
  readonly summary: string;
  readonly csvName: string;
  readonly rows: readonly SweepRow[];
  /** The horizontal axis in use. */
  readonly by: SweepAxis;
  readonly onBy: (by: SweepAxis) => void;
  /** Where the handle stands: the cut on trial, in units of the axis. Without it there is no handle. */
  readonly cut?: number | undefined;
  /** Filters that the cut on trial removes, said beside the handle on the threshold axis. */
  readonly cutFilters?: number | undefined;
  readonly onCut?: ((value: number) => void) | undefined;
  /** The cut that the run chose. */
  readonly chosen?: Pick<EvalRow, 'threshold' | 'pruned'> | undefined;
  /** Last place the handle can go to: all filters on the count axis. Default: where the sweep ends. */
  readonly lastCut?: number | undefined;
  readonly showOracle: boolean;
  readonly height?: number | undefined;
  readonly empty?: string | undefined;
  readonly size?: 'normal' | 'small' | undefined;
}

const FRACTIONS = { from: 0, to: 1 } as const;

/** What each cut costs and brings: accuracies and attack success against threshold or number of filters. */
export function SweepChart(props: SweepChartProps) {
  const { rows, by, onBy, cut, height = 320, showOracle } = props;
  const shown = useFramed(rows);
  const lines = useMemo(() => styleLines(sweepLines(shown, by), showOracle), [shown, by, showOracle]);
  const xDomain = useMemo(() => sweepSpan(shown, by, props.lastCut), [shown, by, props.lastCut]);
  const [pointed, setPointed] = useState<number | null>(null);
  const readings = readAt(lines, pointed ?? cut ?? null);
  return (
    <FigureFrame
      title={props.title}
      summary={props.summary}
      hasData={xDomain !== null}
      csvName={props.csvName}
      size={props.size ?? 'normal'}
      tools={<Segments label={text.byLabel} options={text.by} value={by} onChange={onBy} />}
      reading={readingLine(by, readings)}
      table={() => lineTable(text.x[by], lines, (label) => label)}
    >
      {xDomain === null ? (
        <EmptyFigure height={height}>{props.empty ?? text.empty}</EmptyFigure>
      ) : (
        <LineFigure
          lines={lines}
          xDomain={xDomain}
          xLabel={text.x[by]}
          leftLabel={text.fraction}
          rightLabel=""
          leftDomain={FRACTIONS}
          stopLine={null}
          height={height}
          headRoom={HANDLE_ROOM}
          onPointer={(x) => setPointed(x)}
        >
          {(geometry) => (
            <>
              <ChosenMark chosen={props.chosen} by={by} geometry={geometry} />
              {pointed !== null && <Cursor readings={readings} geometry={geometry} />}
              <CutHandle {...props} geometry={geometry} limits={xDomain} />
            </>
          )}
        </LineFigure>
      )}
    </FigureFrame>
  );
}

function ChosenMark(props: Pick<SweepChartProps, 'chosen' | 'by'> & { readonly geometry: LineGeometry }) {
  const { chosen, by, geometry } = props;
  const at = chosen ? sweepAxisValue(chosen, by) : null;
  if (!chosen || at === null) return null;
  const marker = { step: at, label: text.chosen(chosen.pruned) };
  return <StepMark marker={marker} geometry={geometry} wordsAt={0.5} tone="repaired" />;
}

type CutHandleProps = SweepChartProps & { readonly geometry: LineGeometry; readonly limits: Span };

function CutHandle({ by, cut, cutFilters, onCut, geometry, limits }: CutHandleProps) {
  if (cut === undefined) return null;
  return (
    <DragHandle
      box={geometry.box}
      scale={geometry.x}
      value={cut}
      limits={limits}
      step={by === 'threshold' ? 0.01 : 1}
      name={text.cut}
      valueText={cutWords(by, cut, cutFilters)}
      onChange={onCut}
    />
  );
}

function cutWords(by: SweepAxis, cut: number, filters: number | undefined): string {
  if (by === 'count') return text.cutFilters(cut);
  return filters === undefined
    ? text.trial(mask(cut))
    : `${text.trial(mask(cut))}: ${text.cutFilters(filters)}`;
}

function readingLine(by: SweepAxis, readings: ReturnType<typeof readAt>): string {
  const first = readings[0];
  if (!first) return '';
  const at = by === 'threshold' ? `${text.x.threshold} ${mask(first.x)}` : text.cutFilters(first.x);
  return `${at}: ${readings.map(({ line, y }) => `${line.label} ${measured(y)}`).join(', ')}`;
}
