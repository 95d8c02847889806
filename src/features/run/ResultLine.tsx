/** The result in one line of large digits: before -> after, for the cut that is on the desk. */
import { ArrowRight, Eye } from 'lucide-react';
import type { EvalRow, Report } from '../../../workers/protocol';
import { DOUBT_TEXTS } from '../../text/doubts';
import { RESULT_TEXT } from '../../text/run';
import { OUTCOME_HEADLINES } from '../../text/start';
import { formatCount, formatDuration, formatPercent, formatPoints } from './format';
import { judgeOutcome } from './outcome';
import styles from './ResultLine.module.css';

interface ChangeProps {
  readonly label: string;
  readonly before: number;
  readonly after: number | null;
  readonly oracle: boolean;
  /** The numbers a run is about are the largest. */
  readonly isMain: boolean;
}

/** A dash to the eye, a word to the ear. */
function Unknown() {
  return (
    <>
      <span aria-hidden>—</span>
      <span className="visually-hidden">{RESULT_TEXT.unknown}</span>
    </>
  );
}

/** One number of the network, before and after the cut. */
function Change({ label, before, after, oracle, isMain }: ChangeProps) {
  return (
    <div className={styles.item} data-oracle={oracle || undefined} data-main={isMain || undefined}>
      <dt>
        {oracle && <Eye size={16} aria-label={RESULT_TEXT.oracle} role="img" />}
        {label}
      </dt>
      <dd>
        <span className={styles.before}>
          <span className="visually-hidden">{RESULT_TEXT.before} </span>
          {formatPercent(before)}
        </span>
        <ArrowRight size={20} aria-label={RESULT_TEXT.arrow} role="img" className={styles.arrow} />
        <span className={styles.after}>
          <span className="visually-hidden">{RESULT_TEXT.after} </span>
          {after === null ? <Unknown /> : formatPercent(after)}
        </span>
      </dd>
    </div>
  );
}

function Plain({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div className={styles.item}>
      <dt>{label}</dt>
      <dd>
        <span className={styles.after}>{value}</span>
      </dd>
    </div>
  );
}

/** The numbers that may be shown: with test images and the oracle its numbers, else the defender's. */
function changesOf(report: Report, row: EvalRow | null, oracle: boolean): readonly ChangeProps[] {
  const { baseline, data } = report;
  const defense: ChangeProps = {
    label: RESULT_TEXT.defenseAccuracy,
    before: baseline.defenseAccuracy,
    after: row?.defenseAccuracy ?? null,
    oracle: false,
    isMain: true,
  };
  if (!oracle || data.test === null) return [defense];
  const changes: ChangeProps[] = [
    {
      label: RESULT_TEXT.cleanAccuracy,
      before: baseline.cleanAccuracy,
      after: row?.cleanAccuracy ?? null,
      oracle: true,
      isMain: true,
    },
  ];
  const { attackSuccessRate, targetClassAccuracy } = baseline;
  if (attackSuccessRate !== null)
    changes.push({
      label: RESULT_TEXT.attackSuccess,
      before: attackSuccessRate,
      after: row?.attackSuccessRate ?? null,
      oracle: true,
      isMain: true,
    });
  if (targetClassAccuracy !== null)
    changes.push({
      label: RESULT_TEXT.targetClass,
      before: targetClassAccuracy,
      after: row?.targetClassAccuracy ?? null,
      oracle: true,
      isMain: false,
    });
  return changes;
}

/** A fall of the target class worth a sentence: more than five points. */
function targetFall({ baseline }: Report, row: EvalRow | null): number | null {
  if (baseline.targetClassAccuracy === null || row === null || row.targetClassAccuracy === null) return null;
  const change = row.targetClassAccuracy - baseline.targetClassAccuracy;
  return change < -0.05 ? change : null;
}

interface ResultLineProps {
  readonly report: Report;
  /** The evaluated cut; null while it is being measured. */
  readonly row: EvalRow | null;
  /** How many filters the shown cut takes, known before it is measured. */
  readonly cut: number;
  /** True where the cut is one the user tries, not the run's own. */
  readonly tried: boolean;
  readonly oracle: boolean;
}

export function ResultLine({ report, row, cut, tried, oracle }: ResultLineProps) {
  const fell = oracle ? targetFall(report, row) : null;
  const changes = changesOf(report, row, oracle);
  return (
    <section className={styles.result} aria-labelledby="result-heading">
      <h3 id="result-heading">
        {row === null ? RESULT_TEXT.heading : OUTCOME_HEADLINES[judgeOutcome(report, row, oracle)]}
      </h3>
      <dl className={styles.line}>
        {changes.map((change) => (
          <Change key={change.label} {...change} />
        ))}
        <Plain label={RESULT_TEXT.filters} value={formatCount(cut)} />
        <Plain label={RESULT_TEXT.time} value={formatDuration(report.elapsedMs.total)} />
      </dl>
      <p className={styles.note}>
        {report.doubts.length > 0 && (
          <strong>
            {RESULT_TEXT.doubts(report.doubts.map((doubt) => DOUBT_TEXTS[doubt].title.toLowerCase()))}{' '}
          </strong>
        )}
        {tried && <strong>{RESULT_TEXT.tried} </strong>}
        {fell !== null && `${RESULT_TEXT.targetFell(formatPoints(fell))} `}
        {oracle && report.baseline.attackSuccessRate !== null && RESULT_TEXT.limits}
      </p>
    </section>
  );
}
