/** Entropies in one network, and what a threshold at the chosen rate of false alarms makes of them. */
import { Eye } from 'lucide-react';
import { useMemo } from 'react';
import { type Cutoff, cutoffAt } from '../../../workers/protocol/roc';
import { TwoHistograms } from '../../charts/TwoHistograms';
import { useView } from '../../state/viewStore';
import { IMAGES_TEXT, QUESTIONED_NAMES } from '../../text/detect';
import { RESULT_TEXT } from '../../text/run';
import { formatPercent } from '../run/format';
import styles from './Detect.module.css';
import { entropyCounts, entropyEdges } from './entropyBins';
import type { EntropyView } from './evidence';

function Outcome({ rejected, found }: Cutoff) {
  return found === null ? (
    <p className={styles.soft}>{IMAGES_TEXT.rejectedLine(formatPercent(rejected))}</p>
  ) : (
    <p className={styles.oracleLine}>
      <Eye size={16} aria-label={RESULT_TEXT.oracle} role="img" /> {IMAGES_TEXT.found}:{' '}
      {IMAGES_TEXT.foundLine(formatPercent(found), formatPercent(rejected))}
    </p>
  );
}

export interface EntropyFigureProps {
  readonly entropy: EntropyView;
  /** Number of classes. */
  readonly classes: number;
  /** Share of the clean images that the threshold may take for poisoned. */
  readonly rejection: number;
}

export function EntropyFigure({ entropy, classes, rejection }: EntropyFigureProps) {
  const showOracle = useView((view) => view.oracle);
  const edges = useMemo(() => entropyEdges(classes), [classes]);
  const shown = useMemo(
    () => (showOracle ? entropy : { ...entropy, triggered: null }),
    [entropy, showOracle],
  );
  const counts = useMemo(() => entropyCounts(shown, edges), [shown, edges]);
  const cutoff = useMemo(() => cutoffAt(shown, rejection), [shown, rejection]);
  const { threshold } = cutoff;
  const at = (edge: number): string => (edges[edge] ?? 0).toFixed(2);
  return (
    <div>
      <TwoHistograms
        title={IMAGES_TEXT.title(QUESTIONED_NAMES[entropy.network])}
        summary={IMAGES_TEXT.summary}
        csvName={`rnp-detect-entropy-${entropy.network}`}
        edges={edges}
        filled={{ name: IMAGES_TEXT.clean, counts: counts.clean }}
        dashed={counts.triggered === null ? null : { name: IMAGES_TEXT.triggered, counts: counts.triggered }}
        line={
          threshold === null
            ? null
            : { value: threshold, label: IMAGES_TEXT.threshold(`${threshold.toFixed(3)} bits`) }
        }
        xLabel={IMAGES_TEXT.x}
        yLabel={IMAGES_TEXT.y}
        edgeNames={[IMAGES_TEXT.from, IMAGES_TEXT.to]}
        readingOf={(bin) =>
          IMAGES_TEXT.reading(at(bin), at(bin + 1), counts.clean[bin] ?? 0, counts.triggered?.[bin] ?? null)
        }
      />
      {threshold === null ? (
        <p className={styles.soft}>{IMAGES_TEXT.noThreshold}</p>
      ) : (
        <Outcome {...cutoff} />
      )}
    </div>
  );
}
