/** The honest card after a run: what was measured, known reasons, what to try. Nothing where the attack just failed. */
import type { EvalRow, Report } from '../../../workers/protocol';
import { OUTCOME_CARDS } from '../../text/run';
import { ControlRun } from './ControlRun';
import { formatPercent, formatPoints } from './format';
import { accuracyFall, judgeOutcome, type Outcome } from './outcome';
import styles from './OutcomeCard.module.css';

type CardKind = Extract<Outcome, keyof typeof OUTCOME_CARDS>;

function measuredLine(kind: CardKind, report: Report, row: EvalRow, oracle: boolean): string {
  switch (kind) {
    case 'not-removed':
      return OUTCOME_CARDS[kind].measured(formatPercent(row.attackSuccessRate ?? 0));
    case 'no-backdoor': {
      const before = oracle ? report.baseline.attackSuccessRate : null;
      return OUTCOME_CARDS[kind].measured(before === null ? null : formatPercent(before));
    }
    case 'costly':
      return OUTCOME_CARDS[kind].measured(formatPoints(-accuracyFall(report, row, oracle)));
    case 'doubtful':
      return OUTCOME_CARDS[kind].measured;
    default:
      return kind satisfies never;
  }
}

function hasCard(outcome: Outcome): outcome is CardKind {
  return outcome in OUTCOME_CARDS;
}

interface OutcomeCardProps {
  readonly report: Report;
  readonly row: EvalRow;
  readonly oracle: boolean;
}

export function OutcomeCard({ report, row, oracle }: OutcomeCardProps) {
  const outcome = judgeOutcome(report, row, oracle);
  if (!hasCard(outcome)) return null;
  const text = OUTCOME_CARDS[outcome];
  return (
    <section className={styles.card} aria-label={text.title}>
      <h3>{text.title}</h3>
      <p>{measuredLine(outcome, report, row, oracle)}</p>
      {text.reasons.length > 0 && (
        <>
          <p>{text.reasonsTitle}:</p>
          <ul>
            {text.reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </>
      )}
      {outcome === 'no-backdoor' ? (
        <ControlRun recipe={report.recipe} next={text.next} />
      ) : (
        <p>{text.next}</p>
      )}
    </section>
  );
}
