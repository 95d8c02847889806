/** Which label: the network's predictions while it forgets, and how far it can be driven to each label afterwards. */
import { Suspense, useMemo } from 'react';
import { LIMITS } from '../../../workers/protocol/verdict';
import { type LabelReading, useDetection } from '../../state/detectStore';
import { useView } from '../../state/viewStore';
import { DETECT_ENDED, LABEL_TEXT } from '../../text/detect';
import { formatPercent } from '../run/format';
import { LineChart, MarginChart } from '../run/lazyCharts';
import styles from './Detect.module.css';
import { hasEndedEarly } from './emptyWords';
import { leaningOf, labelLines } from './labelLines';
import { Section } from './Section';
import { useClasses, useEvidence } from './useEvidence';
import { classWords } from './verdictWords';

const HEIGHT = 300;

interface ReadingsProps {
  /** Predictions of the newest state of the network. */
  readonly histogram: readonly number[];
  readonly label: LabelReading | null;
  readonly classes: readonly string[];
}

function Readings({ histogram, label, classes }: ReadingsProps) {
  const leaning = leaningOf(histogram);
  if (leaning === null) return null;
  const most = Math.log2(histogram.length).toFixed(2);
  return (
    <dl className={styles.numbers}>
      <div>
        <dt>{LABEL_TEXT.largest}</dt>
        <dd>{LABEL_TEXT.shareLine(classWords(classes, leaning.label), formatPercent(leaning.share))}</dd>
      </div>
      <div>
        <dt>{LABEL_TEXT.entropy}</dt>
        <dd>{LABEL_TEXT.entropyLine(leaning.entropy.toFixed(2), most)}</dd>
      </div>
      {label !== null && label.lead !== null && (
        <div>
          <dt>{LABEL_TEXT.lead}</dt>
          <dd>{LABEL_TEXT.leadLine(label.lead.toFixed(2), LIMITS.lead.toFixed(1))}</dd>
        </div>
      )}
    </dl>
  );
}

/** Null where none were searched: the leader is then the one predicted most often. */
function Margins({ label, classes }: Pick<ReadingsProps, 'label' | 'classes'>) {
  if (label === null) return null;
  if (label.margins === null) return <p className={styles.soft}>{LABEL_TEXT.noMargins}</p>;
  return (
    <MarginChart
      title={LABEL_TEXT.marginsTitle}
      summary={LABEL_TEXT.marginsSummary}
      csvName="rnp-detect-margins"
      margins={label.margins}
      classes={classes}
      predicted={label.margins.indexOf(Math.max(...label.margins))}
    />
  );
}

export function LabelFigure() {
  const { label, trace } = useEvidence();
  const classes = useClasses();
  const showOracle = useView((view) => view.oracle);
  const lines = useMemo(() => labelLines(trace, classes), [trace, classes]);
  const isUnfinished = useDetection(({ status }) => hasEndedEarly(status));
  const isBegun = lines.length > 0;
  return (
    <Section title={LABEL_TEXT.heading} source={LABEL_TEXT.source}>
      {isBegun ? (
        <Suspense fallback={<div style={{ minHeight: HEIGHT }} />}>
          <Readings
            histogram={label?.histogram ?? trace.histograms.at(-1) ?? []}
            label={label}
            classes={classes}
          />
          <div className={styles.pair}>
            <LineChart
              title={LABEL_TEXT.traceTitle}
              summary={LABEL_TEXT.traceSummary}
              csvName="rnp-detect-label"
              series={lines}
              xLabel={LABEL_TEXT.x}
              leftLabel={LABEL_TEXT.left}
              leftDomain={WHOLE}
              showOracle={showOracle}
              height={HEIGHT}
            />
            <Margins label={label} classes={classes} />
          </div>
        </Suspense>
      ) : (
        <p className={styles.soft}>{isUnfinished ? DETECT_ENDED.unfinished : LABEL_TEXT.empty}</p>
      )}
    </Section>
  );
}

const WHOLE = { from: 0, to: 1 } as const;
