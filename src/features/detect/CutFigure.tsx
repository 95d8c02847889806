/** What RNP's cut does to the network: before and after. */
import { Eye } from 'lucide-react';
import { Suspense, useMemo } from 'react';
import type { RepairEvidence } from '../../../workers/protocol';
import { useDetection } from '../../state/detectStore';
import { useView } from '../../state/viewStore';
import { histogramText } from '../../text/charts';
import { CUT_TEXT } from '../../text/detect';
import { DOUBT_TEXTS } from '../../text/doubts';
import { RESULT_TEXT } from '../../text/run';
import { formatCount, formatPercent } from '../run/format';
import { MaskHistogram } from '../run/lazyCharts';
import { binCounts } from '../run/readings';
import styles from './Detect.module.css';
import { emptyWords } from './emptyWords';
import { Section } from './Section';
import { useEmptiness } from './useEmptiness';

const MASKS_HEIGHT = 220;

interface Change {
  readonly name: string;
  readonly before: number;
  readonly after: number;
  readonly isOracle: boolean;
}

/** The numbers that were measured; those that need trigger or test images only where the oracle is shown. */
export function changesOf(repair: RepairEvidence, showOracle: boolean): readonly Change[] {
  const { attackSuccessRate, cleanAccuracy, defenseAccuracy, fooled } = repair;
  const all = [
    { name: CUT_TEXT.defenseAccuracy, isOracle: false, ...defenseAccuracy },
    { name: CUT_TEXT.fooled, isOracle: false, ...(fooled ?? { before: null, after: null }) },
    { name: CUT_TEXT.cleanAccuracy, isOracle: true, ...cleanAccuracy },
    { name: CUT_TEXT.attackSuccess, isOracle: true, ...attackSuccessRate },
  ];
  return all.flatMap(({ after, before, isOracle, name }) =>
    before === null || after === null || (isOracle && !showOracle) ? [] : [{ name, before, after, isOracle }],
  );
}

function Changes({ repair }: { readonly repair: RepairEvidence }) {
  const showOracle = useView((view) => view.oracle);
  const { columns } = CUT_TEXT;
  return (
    <table className={styles.rows}>
      <caption>{CUT_TEXT.caption}</caption>
      <thead>
        <tr>
          <th scope="col">{columns.number}</th>
          <th scope="col">{columns.before}</th>
          <th scope="col">{columns.after}</th>
        </tr>
      </thead>
      <tbody>
        {changesOf(repair, showOracle).map(({ after, before, isOracle, name }) => (
          <tr key={name} data-oracle={isOracle || undefined}>
            <th scope="row">
              {isOracle && <Eye size={16} aria-label={RESULT_TEXT.oracle} role="img" />} {name}
            </th>
            <td data-label={columns.before}>{formatPercent(before)}</td>
            <td data-label={columns.after}>{formatPercent(after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** RNP's masks as they are learned; of a report out of a file there are none. */
function Masks() {
  const masks = useDetection((detection) => detection.masks);
  const counts = useMemo(() => (masks === null ? [] : binCounts(masks, null)), [masks]);
  if (masks === null) return null;
  return (
    <Suspense fallback={<div style={{ minHeight: MASKS_HEIGHT }} />}>
      <MaskHistogram
        title={histogramText.all}
        summary={histogramText.learning}
        csvName="rnp-detect-masks"
        edges={masks.edges}
        counts={counts}
        height={MASKS_HEIGHT}
      />
    </Suspense>
  );
}

export function CutFigure() {
  const report = useDetection((detection) => detection.report);
  const emptiness = useEmptiness(({ repairs }) => repairs);
  const repair = report?.repair ?? null;
  return (
    <Section title={CUT_TEXT.heading} source={CUT_TEXT.source}>
      {repair === null ? (
        <p className={styles.soft}>{emptyWords(emptiness, CUT_TEXT)}</p>
      ) : (
        <>
          <p>{CUT_TEXT.pruned(formatCount(repair.pruned))}</p>
          <Changes repair={repair} />
          {repair.doubts.length > 0 && (
            <p className={styles.soft}>
              {CUT_TEXT.doubts(repair.doubts.map((doubt) => DOUBT_TEXTS[doubt].title.toLowerCase()))}
            </p>
          )}
        </>
      )}
      <Masks />
    </Section>
  );
}
