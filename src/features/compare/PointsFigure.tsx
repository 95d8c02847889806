/** The places where the method could stop, and the one that was chosen. */
import { useMemo } from 'react';
import { type DefenseId, METRICS, type PointRow } from '../../../workers/protocol';
import { DEFENSES } from '../../../workers/protocol/defenses/registry';
import { stoppingPlace } from '../../../workers/protocol/stoppingPlace';
import type { LineSeries } from '../../charts/plotTypes';
import { methodName } from '../../compare/methodName';
import { useCompare } from '../../state/compareStore';
import { useQueue } from '../../state/queueStore';
import type { RunRecord } from '../../compare/runRecord';
import { useView } from '../../state/viewStore';
import { LIVE_TEXT } from '../../text/compare';
import { measured } from '../../text/charts';
import { LineChart } from '../run/lazyCharts';
import styles from './Compare.module.css';

function chosenPoint(points: readonly PointRow[]): PointRow | null {
  return stoppingPlace(points, {
    heldOut: ({ heldOutAccuracy }) => heldOutAccuracy,
    isWithin: ({ isWithin }) => isWithin,
  });
}

/** The places from the untouched network on; a method that trains a fresh one does not begin there. */
function wayOf(id: DefenseId, points: readonly PointRow[], untouched: PointRow | null): readonly PointRow[] {
  const isAway = untouched === null || DEFENSES[id].family === 'training' || points[0]?.at === 0;
  return isAway ? points : [untouched, ...points];
}

function lineOf(
  id: string,
  label: string,
  pen: LineSeries['pen'],
  points: readonly PointRow[],
  of: (point: PointRow) => number | null,
): readonly LineSeries[] {
  const known = points.filter((point) => of(point) !== null);
  if (known.length === 0) return [];
  return [
    {
      id,
      label,
      pen,
      axis: 'left',
      steps: known.map(({ at }) => at),
      values: known.map((row) => of(row) ?? 0),
    },
  ];
}

/** The record that the run shown has left; null before its end. */
function useRecord(): RunRecord | null {
  const id = useQueue(({ items, status }) =>
    status === 'done' ? (items.findLast(({ state }) => state === 'done')?.run ?? null) : null,
  );
  return useCompare(({ runs }) => runs.find((each) => each.id === id) ?? null);
}

function chosenLine(points: readonly PointRow[], unit: string, isOver: boolean): string {
  const chosen = chosenPoint(points);
  if (chosen === null) return '';
  if (!isOver) return LIVE_TEXT.within(points.filter(({ isWithin }) => isWithin).length, points.length);
  const at = String(Number(chosen.at.toFixed(3)));
  return chosen.isWithin ? LIVE_TEXT.chosenWithin(unit, at) : LIVE_TEXT.chosenHighest(unit, at);
}

export function PointsFigure({ id }: { readonly id: DefenseId }) {
  const points = useQueue((queue) => queue.points);
  const showOracle = useView((view) => view.oracle);
  const record = useRecord();
  const untouched = useQueue((queue) => queue.untouched);
  const lines = useMemo(() => {
    const way = wayOf(id, points, untouched?.row ?? null);
    return [
      ...lineOf('heldOut', LIVE_TEXT.heldOut, 'defender', way, (row) => row.heldOutAccuracy),
      ...lineOf('clean', METRICS.cleanAccuracy.label, 'oracle', way, (row) => row.cleanAccuracy),
      ...lineOf('attack', METRICS.attackSuccessRate.label, 'oracle', way, (row) => row.attackSuccessRate),
    ];
  }, [id, points, untouched]);
  const chosen = record === null ? null : chosenPoint(points);
  const unit = LIVE_TEXT.place[DEFENSES[id].stopsAt];
  if (points.length === 0) return null;
  return (
    <>
      <LineChart
        title={LIVE_TEXT.pointsTitle(methodName(id))}
        summary={LIVE_TEXT.pointsSummary}
        csvName="rnp-compare-places"
        series={lines}
        xLabel={unit}
        leftLabel={LIVE_TEXT.accuracy}
        leftDomain={{ from: 0, to: 1 }}
        stopLine={
          untouched === null
            ? undefined
            : {
                value: untouched.least,
                label: `${LIVE_TEXT.budget} ${measured(untouched.least)}`,
                axis: 'left',
              }
        }
        marker={chosen === null ? undefined : { step: chosen.at, label: LIVE_TEXT.chosen, tone: 'repaired' }}
        showOracle={showOracle}
        height={240}
      />
      <p className={styles.soft}>{chosenLine(points, unit, record !== null)}</p>
    </>
  );
}
