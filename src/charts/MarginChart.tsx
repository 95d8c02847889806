import { useState } from 'react';
import { labelText, marginText as text } from '../text/charts';
import { FigureFrame } from './FigureFrame';
import { LabelBars } from './LabelBars';
import { marginRows, type LabelRow } from './labelRows';

export interface MarginChartProps {
  readonly title: string;
  readonly summary: string;
  readonly csvName: string;
  /** Largest margin found for each class, in multiples of its ordinary one. */
  readonly margins: readonly number[];
  readonly classes: readonly string[];
  /** The inferred label. */
  readonly predicted: number;
}

/** How far the unlearned network can be driven towards each class: one bar each, the inferred label marked. */
export function MarginChart({ margins, classes, predicted, ...frame }: MarginChartProps) {
  const [pointed, setPointed] = useState<LabelRow | null>(null);
  const name = classes[predicted] ?? String(predicted);
  return (
    <FigureFrame
      {...frame}
      hasData
      reading={
        pointed ? text.reading(pointed.name, pointed.count) : text.stated(name, margins[predicted] ?? 0)
      }
      table={() => ({
        columns: [labelText.class, text.margin],
        rows: margins.map((margin, index) => [classes[index] ?? String(index), margin]),
      })}
    >
      <LabelBars
        rows={marginRows(margins, classes, predicted)}
        predicted={predicted}
        words={wordsOf}
        onPoint={setPointed}
      />
    </FigureFrame>
  );
}

function wordsOf(row: LabelRow, isInferred: boolean): string {
  return isInferred ? `${text.times(row.count)}, ${labelText.inferred}` : text.times(row.count);
}
