/** Decides how lines look: the two pens, and how lines of one pen differ without colour alone. */
import type { LineSeries, StyledLine } from './plotTypes';

/** Dash patterns of oracle lines, in the order the lines are given; all dashed, each its own rhythm. */
const ORACLE_DASHES = ['7 4', '2 3', '9 3 2 3', '4 2'] as const;

/** The visible lines with stroke, text colour and dash. Ghosts take the look of the line they follow by label. */
export function styleLines(series: readonly LineSeries[], showOracle: boolean): StyledLine[] {
  const oracleLabels = [...new Set(series.filter((line) => line.pen === 'oracle').map((line) => line.label))];
  return series
    .filter((line) => showOracle || line.pen === 'defender')
    .map((line) => ({
      ...line,
      stroke: `var(${line.color ?? (line.pen === 'oracle' ? '--oracle-line' : defenderStroke(line))})`,
      ink: `var(${line.color ?? (line.pen === 'oracle' ? '--oracle' : defenderStroke(line))})`,
      dash:
        line.pen === 'oracle'
          ? ORACLE_DASHES[oracleLabels.indexOf(line.label) % ORACLE_DASHES.length]
          : undefined,
    }));
}

/** On the right axis the defender's line is grey, so that two solid lines with two units are told apart. */
function defenderStroke(line: LineSeries): '--defender' | '--ink-soft' {
  return line.axis === 'right' ? '--ink-soft' : '--defender';
}
