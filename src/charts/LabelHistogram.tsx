import { useState } from 'react';
import { count, labelText as text, wholePercent } from '../text/charts';
import { EmptyFigure } from './EmptyFigure';
import { FigureFrame } from './FigureFrame';
import { LabelBars } from './LabelBars';
import { labelRows, type LabelRow } from './labelRows';

export interface LabelHistogramProps {
  readonly title: string;
  readonly summary: string;
  readonly csvName: string;
  /** Predictions of the unlearned network: count for each class. */
  readonly histogram: ArrayLike<number>;
  readonly classes: readonly string[];
  /** The inferred label. */
  readonly predicted: number;
  /** Its share of all predictions, 0..1. */
  readonly share: number;
  readonly empty?: string | undefined;
  readonly size?: 'normal' | 'small' | undefined;
}

/** What the unlearned network still answers: one bar for each class, the inferred label marked. */
export function LabelHistogram(props: LabelHistogramProps) {
  const { histogram, classes, predicted, share } = props;
  const [pointed, setPointed] = useState<LabelRow | null>(null);
  const rows = labelRows(histogram, classes, predicted);
  const isEmpty = rows.every((row) => row.count === 0);
  const stated = isEmpty ? '' : text.stated(classes[predicted] ?? String(predicted), share);
  return (
    <FigureFrame
      title={props.title}
      summary={props.summary}
      hasData={!isEmpty}
      csvName={props.csvName}
      size={props.size}
      reading={pointed ? text.reading(pointed.name, pointed.count, pointed.share) : stated}
      table={() => labelTable(histogram, classes)}
    >
      {isEmpty ? (
        <EmptyFigure height={160}>{props.empty ?? text.empty}</EmptyFigure>
      ) : (
        <LabelBars rows={rows} predicted={predicted} words={wordsOf} onPoint={setPointed} />
      )}
    </FigureFrame>
  );
}

function wordsOf(row: LabelRow, isInferred: boolean): string {
  return isInferred ? `${wholePercent(row.share)}, ${text.inferred}` : count(row.count);
}

function labelTable(histogram: ArrayLike<number>, classes: readonly string[]) {
  const counts = Array.from(histogram);
  const total = Math.max(
    1,
    counts.reduce((sum, n) => sum + n, 0),
  );
  return {
    columns: [text.class, text.count, text.share],
    rows: counts.map((n, index) => [classes[index] ?? String(index), n, n / total]),
  };
}
