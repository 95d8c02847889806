/** The curves of both networks: only who knows the trigger can draw them. */
import { useMemo } from 'react';
import { useView } from '../../state/viewStore';
import type { LineSeries } from '../../charts/plotTypes';
import { IMAGES_TEXT, QUESTIONED_NAMES } from '../../text/detect';
import { formatPercent } from '../run/format';
import { LineChart } from '../run/lazyCharts';
import styles from './Detect.module.css';
import { type Roc, rocOf } from './entropyBins';
import type { EntropyView } from './evidence';

interface Curve extends Roc {
  readonly network: EntropyView['network'];
}

function lineOf({ auc, network, points }: Curve): LineSeries {
  return {
    id: network,
    label: IMAGES_TEXT.rocLine(QUESTIONED_NAMES[network], auc.toFixed(3)),
    pen: 'oracle',
    axis: 'left',
    steps: points.map(({ falseRate }) => falseRate),
    values: points.map(({ trueRate }) => trueRate),
  };
}

export interface RocFigureProps {
  readonly entropies: readonly EntropyView[];
  /** Number of classes. */
  readonly classes: number;
  readonly rejection: number;
}

export function RocFigure({ entropies, classes, rejection }: RocFigureProps) {
  const showOracle = useView((view) => view.oracle);
  const curves = useMemo(
    () =>
      entropies.flatMap((entropy): Curve[] => {
        const roc = rocOf(entropy, classes);
        return roc === null ? [] : [{ network: entropy.network, ...roc }];
      }),
    [entropies, classes],
  );
  const lines = useMemo(() => curves.map(lineOf), [curves]);
  if (!showOracle || curves.length === 0) return null;
  return (
    <div className={styles.roc}>
      <LineChart
        title={IMAGES_TEXT.rocTitle}
        summary={IMAGES_TEXT.rocSummary}
        csvName="rnp-detect-roc"
        series={lines}
        xLabel={IMAGES_TEXT.rocX}
        leftLabel={IMAGES_TEXT.rocY}
        leftDomain={WHOLE}
        marker={{ step: rejection, label: IMAGES_TEXT.rocMark(formatPercent(rejection)), tone: 'repaired' }}
        showOracle
      />
      <p className={styles.oracleLine}>
        {IMAGES_TEXT.difference}:{' '}
        {curves
          .map(({ difference, network }) => `${QUESTIONED_NAMES[network]} ${formatPercent(difference)}`)
          .join(', ')}
      </p>
    </div>
  );
}

const WHOLE = { from: 0, to: 1 } as const;
